package odata

import (
	"slices"
	"strings"
)

// member checks the name and the type of a member of a complex property.
func (c *filterCheck) member(p *Property, o operand, l literal) error {
	path := o.path
	if o.variable == "" {
		path = path[min(1, len(path)):]
	}
	if len(path) == 0 || p.Members == "" {
		return nil
	}
	i := slices.IndexFunc(strings.Fields(p.Members), func(m string) bool { return strings.EqualFold(m, path[0]) })
	switch {
	case i < 0:
		return invalidFilter("Could not find a property named '%s' on type 'microsoft.graph.%s'.", path[0], p.Name)
	case strings.HasSuffix(path[0], "skuId") && l.kind == stringLiteral:
		return invalidFilter("A binary operator with incompatible types was detected. Found operand types 'Edm.Guid' and " +
			"'Edm.String' for operator kind 'Equal'.")
	}
	path[0] = strings.Fields(p.Members)[i]
	return nil
}

// namesIssuer reports whether a condition on identities has both the issuer and the id.
func namesIssuer(n Filter) bool {
	names := make(map[string]bool)
	memberNames(n, names)
	return names["issuer"] && names["issuerAssignedId"]
}

func memberNames(n Filter, names map[string]bool) {
	add := func(o operand) {
		for _, name := range o.path {
			names[name] = true
		}
	}
	switch n := n.(type) {
	case *logical:
		for _, operand := range n.operands {
			memberNames(operand, names)
		}
	case *comparison:
		add(n.operand)
	case *membership:
		add(n.operand)
	}
}

// licenses refuses a condition on licenses or plans that is combined by or, or has several parts, in a plain query: see
// https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/3289 and, for the parts,
// https://github.com/microsoftgraph/microsoft-graph-docs/issues/13942.
func (c *filterCheck) licenses(n *logical) error {
	if c.advanced {
		return nil
	}
	for _, operand := range n.operands {
		if l, ok := operand.(*lambda); ok && n.word == "or" && strings.HasPrefix(l.operand.path[0], "assigned") {
			return UnsupportedQuery("Complex query on property %s is not supported.", l.operand.path[0])
		}
	}
	for variable, p := range c.lambdas {
		if strings.HasPrefix(p.Name, "assigned") && memberOf(n, variable) {
			return UnsupportedQuery("Complex query on property %s is not supported.", p.Name)
		}
	}
	return nil
}

// memberOf reports whether all operands are comparisons of the variable of a lambda.
func memberOf(n *logical, variable string) bool {
	return !slices.ContainsFunc(n.operands, func(operand Filter) bool {
		c, ok := operand.(*comparison)
		return !ok || c.operand.variable != variable
	})
}
