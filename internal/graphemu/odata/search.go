package odata

import (
	"strings"
	"unicode"
)

// SearchClause is one quoted part of a $search, such as "displayName:wa".
type SearchClause struct {
	property *Property
	words    []string // Lower case; all have to be found.
	prefix   string   // Lower case, for properties that are not cut into words.
}

// ParseSearch reads a $search: clauses in double quotes joined by AND and OR, of which AND binds closer.
func (t *Type) ParseSearch(search string) ([][]SearchClause, error) {
	rest := strings.TrimSpace(search)
	alternatives := [][]SearchClause{nil}
	for {
		clause, after, err := t.nextClause(search, rest)
		if err != nil {
			return nil, err
		}
		last := len(alternatives) - 1
		alternatives[last] = append(alternatives[last], clause)
		rest = strings.TrimSpace(after)
		switch {
		case rest == "":
			return alternatives, nil
		case strings.HasPrefix(rest, "OR "):
			alternatives, rest = append(alternatives, nil), strings.TrimSpace(rest[3:])
		case strings.HasPrefix(rest, "AND "):
			rest = strings.TrimSpace(rest[4:])
		default:
			return nil, searchSyntax(search, len(search)-len(rest))
		}
	}
}

func searchSyntax(search string, at int) error {
	character := "end"
	if at < len(search) {
		character = search[at : at+1]
	}
	return BadRequest("Syntax error: character '%s' is not valid at position %d in '%s'.", character, at, search)
}

// nextClause reads a clause in double quotes, in which a backslash makes the next character plain.
func (t *Type) nextClause(search, rest string) (SearchClause, string, error) {
	at := len(search) - len(rest)
	if !strings.HasPrefix(rest, `"`) {
		// Without quotes OData stumbles over the colon, and says so.
		if i := strings.IndexByte(rest, ':'); i >= 0 {
			at += i
		}
		return SearchClause{}, "", searchSyntax(search, at)
	}
	var b strings.Builder
	for i := 1; i < len(rest); i++ {
		switch {
		case rest[i] == '\\' && i+1 < len(rest):
			i++
			b.WriteByte(rest[i])
		case rest[i] == '"':
			clause, err := t.newClause(b.String())
			return clause, rest[i+1:], err
		default:
			b.WriteByte(rest[i])
		}
	}
	return SearchClause{}, "", searchSyntax(search, len(search))
}

func (t *Type) newClause(s string) (SearchClause, error) {
	name, wanted, ok := strings.Cut(s, ":")
	p, known := t.Find(name)
	// Properties other than displayName behave as startsWith, so that they have to support it.
	if !ok || !known || wanted == "" || p.Operators&opStartsWith == 0 {
		return SearchClause{}, UnsupportedQuery("Unsupported or invalid search clause specified: "+
			"'%s'.", s) // The words are ours.
	}
	return SearchClause{property: p, words: searchWords(wanted), prefix: strings.ToLower(wanted)}, nil
}

func (c SearchClause) match(r Row) bool {
	v := r.Value(c.property.Name)
	if c.property.Name == "displayName" {
		return c.matchWords(v.Text)
	}
	if v.kind == texts {
		for _, s := range v.Texts {
			if hasPrefixFold(s, c.prefix) {
				return true
			}
		}
		return false
	}
	return v.kind == text && hasPrefixFold(v.Text, c.prefix)
}

// matchWords reports whether each wanted word begins a word of s.
func (c SearchClause) matchWords(s string) bool {
	have := searchWords(s)
	for _, wanted := range c.words {
		found := false
		for _, word := range have {
			found = found || strings.HasPrefix(word, wanted)
		}
		if !found {
			return false
		}
	}
	return len(c.words) > 0
}

// searchWords cuts at spaces and symbols, at digits, and where an upper-case letter follows a lower-case one.
func searchWords(s string) []string {
	var words []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			words = append(words, strings.ToLower(string(word)))
			word = word[:0]
		}
	}
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			flush()
			continue
		}
		if n := len(word); n > 0 {
			before := word[n-1]
			if unicode.IsDigit(before) != unicode.IsDigit(r) || unicode.IsLower(before) && unicode.IsUpper(r) {
				flush()
			}
		}
		word = append(word, r)
	}
	flush()
	return words
}

// SearchMatches reports whether the user fits one of the alternatives.
func SearchMatches(alternatives [][]SearchClause, r Row) bool {
	for _, clauses := range alternatives {
		all := true
		for _, c := range clauses {
			all = all && c.match(r)
		}
		if all {
			return true
		}
	}
	return false
}

// SearchProperties returns the names of the properties that a search looks at.
func SearchProperties(alternatives [][]SearchClause) []string {
	var names []string
	for _, clauses := range alternatives {
		for _, c := range clauses {
			names = append(names, c.property.Name)
		}
	}
	return names
}
