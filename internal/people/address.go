package people

import (
	"errors"
	"net/mail"
	"slices"
	"strings"
	"unicode"
)

// AddressRule is the rule for a recipient, as a part of a sentence.
const AddressRule = `must be one mail address, such as ada@example.com or Ada Lovelace <ada@example.com>`

// An Address is a mail address with the name of its owner, which may be "".
type Address struct{ Name, Address string }

// ParseAddress splits a text such as "Ada Lovelace <ada@example.com>". Graph takes name and address separately, so the
// name may hold commas, parentheses and brackets, which RFC 5322 allows in quotes only. It is kept as it is, except for
// a pair of quotes around all of it.
func ParseAddress(text string) (Address, error) {
	text = strings.TrimSpace(text)
	name, address := "", text
	if rest, ok := strings.CutSuffix(text, ">"); ok {
		i := strings.LastIndexByte(rest, '<')
		if i < 0 {
			return Address{}, errAddress
		}
		name, address = rest[:i], rest[i+1:]
	}
	plain := unquoted(strings.TrimSpace(name))
	if hasControl(name) || holdsAddress(plain) || isList(text) || !isAddress(address) {
		return Address{}, errAddress
	}
	return Address{Name: plain, Address: address}, nil
}

var errAddress = errors.New(AddressRule)

// holdsAddress reports whether a name holds another recipient, who would not get the mail: an address in brackets, or
// in a list. A name that is an address as a whole does not count.
func holdsAddress(name string) bool {
	for part := range strings.SplitSeq(name, "<") {
		if address, _, ok := strings.Cut(part, ">"); ok && isAddress(address) {
			return true
		}
	}
	separates := func(r rune) bool { return r == ',' || r == ';' }
	parts := strings.FieldsFunc(name, separates)
	return strings.ContainsFunc(name, separates) && slices.ContainsFunc(parts, func(part string) bool {
		return isAddress(strings.TrimSpace(part))
	})
}

// isList reports whether RFC 5322 takes a text for several recipients, such as with comments between them.
func isList(text string) bool {
	list, err := mail.ParseAddressList(text)
	return err == nil && len(list) > 1
}

// unquoted returns a name without the quotes around all of it, in which a quote and a backslash may be escaped.
func unquoted(name string) string {
	if len(name) < 2 || name[0] != '"' || name[len(name)-1] != '"' {
		return name
	}
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(name[1 : len(name)-1])
}

// isAddress reports whether a text may be the address of one mailbox. It is laxer than RFC 5322, since there are
// mailboxes whose names have two dots in a row or one at the end, and leaves the rest to Exchange.
func isAddress(text string) bool {
	i := strings.LastIndexByte(text, '@')
	if i <= 0 || strings.ContainsAny(text, "<>") { // Brackets would be those around an address, even in quotes.
		return false
	}
	local, domain := text[:i], text[i+1:]
	if len(local) > 1 && local[0] == '"' && local[len(local)-1] == '"' {
		local = "quoted"
	}
	if len(domain) > 2 && domain[0] == '[' && domain[len(domain)-1] == ']' {
		domain = "literal"
	}
	return domain != "" && !strings.ContainsFunc(local+domain, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune(`,;:"()[]\@`, r)
	})
}

// hasControl reports whether a text holds a control character, such as a line break.
func hasControl(text string) bool { return strings.ContainsFunc(text, unicode.IsControl) }
