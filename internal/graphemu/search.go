package graphemu

import (
	"strings"
	"unicode"
)

// searchClause is one quoted part of a $search, such as "displayName:wa".
type searchClause struct {
	property *property
	words    []string // Lower case; all have to be found.
	prefix   string   // Lower case, for properties that are not cut into words.
}

// parseSearch reads a $search: clauses in double quotes joined by AND and OR, of which AND binds closer.
func (t *entityType) parseSearch(search string) ([][]searchClause, error) {
	rest := strings.TrimSpace(search)
	alternatives := [][]searchClause{nil}
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
	return badRequest("Syntax error: character '%s' is not valid at position %d in '%s'.", character, at, search)
}

// nextClause reads a clause in double quotes, in which a backslash makes the next character plain.
func (t *entityType) nextClause(search, rest string) (searchClause, string, error) {
	at := len(search) - len(rest)
	if !strings.HasPrefix(rest, `"`) {
		// Without quotes OData stumbles over the colon, and says so.
		if i := strings.IndexByte(rest, ':'); i >= 0 {
			at += i
		}
		return searchClause{}, "", searchSyntax(search, at)
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
	return searchClause{}, "", searchSyntax(search, len(search))
}

func (t *entityType) newClause(s string) (searchClause, error) {
	name, wanted, ok := strings.Cut(s, ":")
	p, known := t.find(name)
	// Properties other than displayName behave as startsWith, so that they have to support it.
	if !ok || !known || wanted == "" || p.operators&opStartsWith == 0 {
		return searchClause{}, unsupportedQuery("Unsupported or invalid search clause specified: "+
			"'%s'.", s) // The words are ours.
	}
	return searchClause{property: p, words: searchWords(wanted), prefix: strings.ToLower(wanted)}, nil
}

func (c searchClause) match(r row) bool {
	v := r.value(c.property.name)
	if c.property.name == "displayName" {
		return c.matchWords(v.text)
	}
	if v.kind == texts {
		for _, s := range v.texts {
			if hasPrefixFold(s, c.prefix) {
				return true
			}
		}
		return false
	}
	return v.kind == text && hasPrefixFold(v.text, c.prefix)
}

// matchWords reports whether each wanted word begins a word of s.
func (c searchClause) matchWords(s string) bool {
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

// searchMatches reports whether the user fits one of the alternatives.
func searchMatches(alternatives [][]searchClause, r row) bool {
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
