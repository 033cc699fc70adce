package odata

import (
	"strings"
)

const (
	maxClauses = 15 // Values of in and operands of or, without advanced parameters.
	maxHeight  = 3  // Levels of nesting, without advanced parameters.
)

// filterCheck holds a filter against what Graph supports.
type filterCheck struct {
	typ      *Type
	advanced bool
	negated  bool
	lambdas  map[string]*Property // The collection that a variable runs over.
}

// CheckFilter returns what Graph would refuse. The request has the parameters of an advanced query if advanced is set.
func (t *Type) CheckFilter(n Filter, advanced bool) error {
	c := &filterCheck{typ: t, advanced: advanced, lambdas: make(map[string]*Property)}
	if err := c.check(n); err != nil {
		return err
	}
	if !advanced {
		if h := height(n); h > maxHeight {
			return UnsupportedQuery("search filter expression has excessive height: %d. Max allowed: %d", h, maxHeight)
		}
	}
	return nil
}

func (c *filterCheck) check(n Filter) error {
	switch n := n.(type) {
	case *logical:
		if got := clauses(n); n.word == "or" && got > maxClauses && !c.advanced {
			return tooManyClauses(got)
		}
		if l := c.licenses(n); l != nil {
			return l
		}
		for _, operand := range n.operands {
			if err := c.check(operand); err != nil {
				return err
			}
		}
		return nil
	case *negation:
		if !c.advanced {
			return NeedsAdvanced("not")
		}
		c.negated = !c.negated
		err := c.check(n.operand)
		c.negated = !c.negated
		return err
	case *comparison:
		return c.comparison(n)
	case *membership:
		return c.membership(n)
	case *affix:
		if n.suffix {
			return c.operator(n.operand, opEndsWith, "endsWith", literal{kind: stringLiteral})
		}
		return c.operator(n.operand, opStartsWith, "startsWith", literal{kind: stringLiteral})
	case *lambda:
		return c.lambda(n)
	default:
		panic("graphemu: unknown filter node")
	}
}

func tooManyClauses(got int) error {
	return UnsupportedQuery("Too many child clauses specified in search filter expression containing 'OR' operators: %d. "+
		"Max allowed: %d.", got, maxClauses)
}

func (c *filterCheck) comparison(n *comparison) error {
	op := operatorNames.Get()[n.op]
	if p, err := c.property(n.operand); err == nil && (op == opGt || op == opLt) && p.Operators&op == 0 {
		return UnsupportedQuery("Unsupported property filter clause operator '%s'.", n.op)
	}
	if n.operand.count {
		if n.value.kind != numberLiteral || n.op != "eq" && n.op != "ne" || n.value.num != 0 && n.value.num != 1 {
			return UnsupportedQuery("Unsupported Query.")
		}
		return c.operator(n.operand, opCount, "$count", n.value)
	}
	if n.value.kind == nullLiteral {
		return c.operator(n.operand, opNull, n.op, n.value)
	}
	return c.operator(n.operand, op, n.op, n.value)
}

func (c *filterCheck) membership(n *membership) error {
	if len(n.values) > maxClauses && !c.advanced {
		return tooManyClauses(len(n.values))
	}
	for _, v := range n.values {
		if err := c.operator(n.operand, opIn, "in", v); err != nil {
			return err
		}
	}
	return nil
}

func (c *filterCheck) lambda(n *lambda) error {
	if n.operand.variable != "" || len(n.operand.path) != 1 {
		return UnsupportedQuery("Unsupported Query.")
	}
	p, err := c.typ.filterProperty(n.operand.path[0])
	if err != nil {
		return err
	}
	n.operand.path[0] = p.Name
	if p.Name == "identities" && !namesIssuer(n.body) {
		// See https://github.com/microsoftgraph/microsoft-graph-docs/issues/7282.
		return UnsupportedQuery("Unsupported or invalid query filter clause specified for property 'issuerAssignedId' of " +
			"resource 'User'.")
	}
	if !p.Type.collection() {
		return invalidFilter("The query specified in the URI is not valid. 'Any/All' may only be used following a " +
			"collection.")
	}
	if p.Operators == 0 {
		return UnsupportedClause(p.Name)
	}
	if n.body == nil {
		return c.operator(operand{path: n.operand.path, count: true}, opCount, "any", literal{kind: numberLiteral})
	}
	c.lambdas[n.variable] = p
	defer delete(c.lambdas, n.variable)
	return c.check(n.body)
}

// operator checks one operator on one operand: the property exists, it supports the operator in this kind of query,
// and the literal has its type.
func (c *filterCheck) operator(o operand, op Operators, name string, l literal) error {
	p, err := c.property(o)
	if err != nil {
		return err
	}
	if c.negated && p.Operators&opNot == 0 || p.Operators&op == 0 {
		return UnsupportedClause(p.Name)
	}
	if !c.advanced {
		switch {
		case op == opNe || op == opEndsWith:
			return NeedsAdvanced(name)
		case op == opNull || op == opCount || p.Plain&op == 0:
			return UnsupportedClause(p.Name)
		}
	}
	if err := c.member(p, o, l); err != nil {
		return err
	}
	if l.kind == dateLiteral && l.day && p.Type == TypeDate {
		// See https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1961.
		return UnsupportedQuery("The type of the value doesn't match the property whose type is DateTime.")
	}
	if simple := o.variable == "" && len(o.path) == 1 && !o.count; simple && !p.accepts(l.kind) {
		return invalidFilter("A binary operator with incompatible types was detected. Found operand types '%s' and '%s' for "+
			"operator kind '%s'.", p.Type.edm(), l.kind.edm(), operatorKind(name))
	}
	return nil
}

// property finds the row of an operand; for a lambda's variable that is the collection.
func (c *filterCheck) property(o operand) (*Property, error) {
	if o.variable != "" {
		p, ok := c.lambdas[o.variable]
		if !ok {
			return nil, invalidFilter("Could not find a variable named '%s'.", o.variable)
		}
		return p, nil
	}
	if len(o.path) == 0 {
		return nil, invalidFilter("A property was expected before '$count'.")
	}
	p, err := c.typ.filterProperty(o.path[0])
	if err != nil {
		return nil, err
	}
	o.path[0] = p.Name
	if p.Type == TypeComplex && len(o.path) == 1 && !o.count && p.Members != "" {
		return nil, invalidFilter("A binary operator with incompatible types was detected. Found operand types "+
			"'microsoft.graph.%s' and 'Edm.String' for operator kind 'Equal'.", p.Name)
	}
	if p.Type.collection() && !o.count {
		return nil, UnsupportedClause(p.Name)
	}
	if len(o.path) > 1 && p.Type != TypeComplex {
		return nil, invalidFilter("Could not find a property named '%s' on type '%s'.", o.path[1], p.Type.edm())
	}
	return p, nil
}

func (t *Type) filterProperty(name string) (*Property, error) {
	p, ok := t.Find(name)
	if !ok {
		return nil, invalidFilter("Could not find a property named '%s' on type '%s'.", name, t.Name)
	}
	return p, nil
}

// accepts reports whether a literal of kind k can be compared with the property.
func (p *Property) accepts(k literalKind) bool {
	switch p.Type {
	case TypeBoolean:
		return k == boolLiteral || k == nullLiteral
	case TypeDate:
		return k == dateLiteral || k == nullLiteral
	case TypeInt:
		return k == numberLiteral
	case TypeString:
		return k == stringLiteral || k == nullLiteral
	default:
		return true
	}
}

func operatorKind(name string) string {
	switch name {
	case "eq", "in":
		return "Equal"
	case "ne":
		return "NotEqual"
	case "ge":
		return "GreaterThanOrEqual"
	case "le":
		return "LessThanOrEqual"
	default:
		return strings.ToUpper(name[:1]) + name[1:]
	}
}
