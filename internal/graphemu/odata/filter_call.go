package odata

import "strings"

// call reads what has brackets: startsWith, endsWith and any.
func (p *filterParser) call(name lexeme) (Filter, error) {
	if err := p.expect("("); err != nil {
		return nil, err
	}
	switch name.text {
	case "startsWith", "startswith", "endsWith", "endswith":
		return p.affix(strings.EqualFold(name.text, "endswith"))
	}
	path, function, ok := cutLast(name.text, "/")
	switch {
	case ok && strings.EqualFold(function, "any"):
		return p.any(path)
	case ok && function == "all":
		return nil, UnsupportedQuery("Lambda operator 'all' is not supported.")
	case name.text == "contains":
		return nil, UnsupportedQuery("Unsupported property filter clause operator 'Contains'.")
	}
	return nil, invalidFilter("An unknown function with name '%s' was found. This may also be a function import or a key "+
		"lookup on a navigation property, which is not allowed.", name.text)
}

func cutLast(s, separator string) (before, after string, found bool) {
	i := strings.LastIndex(s, separator)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(separator):], true
}

// affix reads the arguments of startsWith and endsWith, and the optional "eq true" behind them.
func (p *filterParser) affix(suffix bool) (Filter, error) {
	one := p.next()
	if one.kind != wordToken {
		return nil, syntaxError(p.filter, one.at)
	}
	target := p.operand(one.text)
	if err := p.expect(","); err != nil {
		return nil, err
	}
	arg := p.next()
	if arg.kind != literalToken || arg.literal.kind != stringLiteral {
		return nil, invalidFilter("No function signature for the function with name '%s' matches the specified "+
			"arguments.", "startswith")
	}
	if err := p.expect(")"); err != nil {
		return nil, err
	}
	n := &affix{operand: target, suffix: suffix, text: arg.literal.text, lower: strings.ToLower(arg.literal.text)}
	if !p.take("eq") {
		return n, nil
	}
	want := p.next()
	if want.kind != literalToken || want.literal.kind != boolLiteral {
		return nil, syntaxError(p.filter, want.at)
	}
	if !want.literal.flag {
		return &negation{n}, nil
	}
	return n, nil
}

// any reads property/any(), or property/any(x: …) whose body may use x.
func (p *filterParser) any(path string) (Filter, error) {
	n := &lambda{operand: p.operand(path)}
	if p.take(")") {
		return n, nil
	}
	variable := p.next()
	if variable.kind != wordToken || strings.Contains(variable.text, "/") {
		return nil, syntaxError(p.filter, variable.at)
	}
	if err := p.expect(":"); err != nil {
		return nil, err
	}
	n.variable = variable.text
	p.scope = append([]string{n.variable}, p.scope...)
	body, err := p.expression()
	p.scope = p.scope[1:]
	if err != nil {
		return nil, err
	}
	n.body = body
	return n, p.expect(")")
}
