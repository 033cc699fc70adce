package odata

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
)

// tokenKind is what a piece of a filter is.
type tokenKind int

const (
	endToken     tokenKind = iota
	wordToken              // A name, a path or a keyword.
	literalToken           // A value.
	markToken              // One of ( ) , :
)

// lexeme is one piece of a filter with its place, for messages.
type lexeme struct {
	kind    tokenKind
	text    string
	literal literal
	at      int
}

// literalKind is the type of a literal.
type literalKind int

const (
	nullLiteral literalKind = iota
	stringLiteral
	boolLiteral
	numberLiteral
	dateLiteral
	guidLiteral
)

// edm returns the name that OData messages use for the type.
func (k literalKind) edm() string {
	return [...]string{"<null>", "Edm.String", "Edm.Boolean", "Edm.Int32", "Edm.DateTimeOffset", "Edm.Guid"}[k]
}

// literal is a value in a filter.
type literal struct {
	kind literalKind
	text string // Of strings and GUIDs.
	flag bool
	num  float64
	time time.Time
	day  bool // A date without a time.
}

var (
	guidForm = late.Value[*regexp.Regexp]{Make: func() *regexp.Regexp {
		return regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	}}
	nameForm = late.Value[*regexp.Regexp]{Make: func() *regexp.Regexp {
		return regexp.MustCompile(`^[\p{L}_][\p{L}\p{N}_]*(/\$?[\p{L}_][\p{L}\p{N}_]*)*$`)
	}}
)

// IsGUID reports whether s is a GUID, such as the id of a user.
func IsGUID(s string) bool { return guidForm.Get().MatchString(s) }

// lexFilter cuts a filter into pieces. The last one is always an endToken.
func lexFilter(filter string) ([]lexeme, error) {
	var list []lexeme
	for i := 0; i < len(filter); {
		c := filter[i]
		switch {
		case c == ' ' || c == '\t':
			i++
		case strings.IndexByte("(),:", c) >= 0:
			list = append(list, lexeme{kind: markToken, text: string(c), at: i})
			i++
		case c == '\'':
			s, length, ok := lexString(filter[i:])
			if !ok {
				return nil, invalidFilter("There is an unterminated literal at position %d in '%s'.", len(filter), filter)
			}
			list = append(list, lexeme{kind: literalToken, literal: literal{kind: stringLiteral, text: s}, text: s, at: i})
			i += length
		default:
			word := filter[i : i+wordLength(filter[i:])]
			if word == "" {
				return nil, syntaxError(filter, i)
			}
			one, err := lexWord(word, filter, i)
			if err != nil {
				return nil, err
			}
			list = append(list, one)
			i += len(word)
		}
	}
	return append(list, lexeme{kind: endToken, at: len(filter)}), nil
}

func syntaxError(filter string, at int) error {
	return invalidFilter("Syntax error at position %d in '%s'.", at, filter)
}

// lexString reads a string in single quotes in which a quote is doubled, and returns its length as written.
func lexString(s string) (string, int, bool) {
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		if s[i] != '\'' {
			b.WriteByte(s[i])
			continue
		}
		if i+1 < len(s) && s[i+1] == '\'' {
			b.WriteByte('\'')
			i++
			continue
		}
		return b.String(), i + 1, true
	}
	return "", 0, false
}

// wordLength counts up to the next space, bracket, comma or quote. A colon ends a name, as in any(x:…), but not a
// number, because times have colons.
func wordLength(s string) int {
	digit := s[0] >= '0' && s[0] <= '9' || s[0] == '-'
	for i := range len(s) {
		if strings.IndexByte(" \t(),'", s[i]) >= 0 || s[i] == ':' && !digit {
			return i
		}
	}
	return len(s)
}

func lexWord(word, filter string, at int) (lexeme, error) {
	one := lexeme{kind: literalToken, text: word, at: at}
	switch word {
	case "null":
		return one, nil
	case "true", "false":
		one.literal = literal{kind: boolLiteral, flag: word == "true"}
		return one, nil
	}
	if IsGUID(word) {
		one.literal = literal{kind: guidLiteral, text: word}
		return one, nil
	}
	if nameForm.Get().MatchString(word) {
		one.kind = wordToken
		return one, nil
	}
	if n, err := strconv.ParseFloat(word, 64); err == nil {
		one.literal = literal{kind: numberLiteral, num: n}
		return one, nil
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04Z07:00", time.DateOnly} {
		if t, err := time.Parse(layout, word); err == nil {
			one.literal = literal{kind: dateLiteral, time: t, day: layout == time.DateOnly}
			return one, nil
		}
	}
	return lexeme{}, syntaxError(filter, at)
}
