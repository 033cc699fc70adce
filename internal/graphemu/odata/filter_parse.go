package odata

import "strings"

// Filter is a part of a filter that is true or false for a user. The kinds are logical, negation, comparison,
// membership, affix and lambda.
type Filter interface {
	match(s scope) bool
}

// operand names what is compared: a property, a member of a complex property, the variable of a lambda, or the number
// of elements of a collection.
type operand struct {
	variable string   // The lambda's variable where the path starts with it.
	path     []string // Without the variable and without $count.
	count    bool
}

type (
	// logical is a chain of operands joined by the same word, "and" or "or".
	logical struct {
		word     string
		operands []Filter
	}
	negation   struct{ operand Filter }
	comparison struct {
		operand operand
		op      string
		value   literal
	}
	membership struct {
		operand operand
		values  []literal
	}
	// affix is startsWith or endsWith.
	affix struct {
		operand operand
		suffix  bool
		text    string
		lower   string
	}
	// lambda is property/any(variable: body); body is nil for any().
	lambda struct {
		operand  operand
		variable string
		body     Filter
	}
)

// maxDepth bounds the recursion. Graph refuses far shallower filters, with other words.
const maxDepth = 50

type filterParser struct {
	filter string
	rest   []lexeme
	depth  int
	scope  []string // Variables of the lambdas around.
}

// ParseFilter reads a $filter. It checks the form only; what Graph supports is checked by [Type.CheckFilter].
func ParseFilter(filter string) (Filter, error) {
	if !ValidText(filter) || strings.TrimSpace(filter) == "" {
		return nil, invalidFilter("An expression was expected at position 0 in '%s'.", strings.ToValidUTF8(filter, "?"))
	}
	list, err := lexFilter(filter)
	if err != nil {
		return nil, err
	}
	p := &filterParser{filter: filter, rest: list}
	n, err := p.expression()
	if err != nil {
		return nil, err
	}
	if p.peek().kind != endToken {
		return nil, p.unexpected()
	}
	return n, nil
}

func (p *filterParser) peek() lexeme { return p.rest[0] }

func (p *filterParser) next() lexeme {
	one := p.rest[0]
	if one.kind != endToken {
		p.rest = p.rest[1:]
	}
	return one
}

// opens reports whether a bracket is that many pieces ahead.
func (p *filterParser) opens(ahead int) bool {
	return ahead < len(p.rest) && p.rest[ahead].kind == markToken && p.rest[ahead].text == "("
}

// take moves on when the next piece is the given word or mark.
func (p *filterParser) take(s string) bool {
	one := p.peek()
	if (one.kind == wordToken || one.kind == markToken) && one.text == s {
		p.next()
		return true
	}
	return false
}

func (p *filterParser) expect(mark string) error {
	if !p.take(mark) {
		return p.unexpected()
	}
	return nil
}

func (p *filterParser) unexpected() error { return syntaxError(p.filter, p.peek().at) }

func (p *filterParser) expression() (Filter, error) { return p.chain("or", p.conjunction) }

func (p *filterParser) conjunction() (Filter, error) { return p.chain("and", p.unary) }

// chain reads operands joined by word and flattens nested chains of the same word, because Graph counts them as one.
func (p *filterParser) chain(word string, operand func() (Filter, error)) (Filter, error) {
	var list []Filter
	for {
		n, err := operand()
		if err != nil {
			return nil, err
		}
		if inner, ok := n.(*logical); ok && inner.word == word {
			list = append(list, inner.operands...)
		} else {
			list = append(list, n)
		}
		if !p.take(word) {
			break
		}
	}
	if len(list) == 1 {
		return list[0], nil
	}
	return &logical{word: word, operands: list}, nil
}

func (p *filterParser) unary() (Filter, error) {
	p.depth++
	defer func() { p.depth-- }()
	if p.depth > maxDepth {
		return nil, invalidFilter("Recursion limit exceeded.")
	}
	if p.take("not") || p.take("NOT") {
		if next := p.peek(); next.kind == wordToken && !p.opens(1) && next.text != "not" && next.text != "NOT" {
			// not binds closer than a comparison.
			return nil, invalidFilter("A unary operator with an incompatible type was detected. Found operand type " +
				"'Edm.String' for operator kind 'Not'.")
		}
		n, err := p.unary()
		return &negation{n}, err
	}
	if p.take("(") {
		n, err := p.expression()
		if err != nil {
			return nil, err
		}
		return n, p.expect(")")
	}
	return p.term()
}

// term reads a function, a lambda or a comparison, all of which begin with a word.
func (p *filterParser) term() (Filter, error) {
	one := p.next()
	if one.kind != wordToken {
		return nil, syntaxError(p.filter, one.at)
	}
	if p.peek().kind == markToken && p.peek().text == "(" {
		return p.call(one)
	}
	target := p.operand(one.text)
	if p.take("in") {
		values, err := p.values()
		return &membership{operand: target, values: values}, err
	}
	op := p.next()
	switch op.text {
	case "eq", "ne", "ge", "le", "gt", "lt":
	default:
		return nil, syntaxError(p.filter, op.at)
	}
	value := p.next()
	if op.kind != wordToken || value.kind != literalToken {
		return nil, syntaxError(p.filter, value.at)
	}
	return &comparison{operand: target, op: op.text, value: value.literal}, nil
}

// operand splits a path such as p/issuer or assignedLicenses/$count.
func (p *filterParser) operand(path string) operand {
	parts := strings.Split(path, "/")
	var target operand
	for _, variable := range p.scope {
		if parts[0] == variable {
			target.variable, parts = variable, parts[1:]
			break
		}
	}
	if n := len(parts); n > 0 && parts[n-1] == "$count" {
		target.count, parts = true, parts[:n-1]
	}
	target.path = parts
	return target
}

// values reads the list of in: ('a','b').
func (p *filterParser) values() ([]literal, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	var list []literal
	for {
		one := p.next()
		if one.kind != literalToken {
			return nil, syntaxError(p.filter, one.at)
		}
		list = append(list, one.literal)
		if !p.take(",") {
			return list, p.expect(")")
		}
	}
}
