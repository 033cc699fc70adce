package odata

import "slices"

// clauses counts the operands of a chain the way the limit of 15 does: each value of in is one.
func clauses(n *logical) int {
	total := 0
	for _, operand := range n.operands {
		if in, ok := operand.(*membership); ok {
			total += len(in.values)
		} else {
			total++
		}
	}
	return total
}

// height counts the levels of and, or and not above the deepest comparison, which is level 1.
func height(n Filter) int {
	switch n := n.(type) {
	case *logical:
		deepest := 0
		for _, operand := range n.operands {
			deepest = max(deepest, height(operand))
		}
		return deepest + 1
	case *negation:
		return height(n.operand) + 1
	default:
		return 1
	}
}

// FilterProperties collects the names of the properties that a filter looks at.
func FilterProperties(n Filter, names map[string]bool) map[string]bool {
	if names == nil {
		names = make(map[string]bool)
	}
	add := func(o operand) {
		if o.variable == "" && len(o.path) > 0 {
			names[o.path[0]] = true
		}
	}
	switch n := n.(type) {
	case *logical:
		for _, operand := range n.operands {
			FilterProperties(operand, names)
		}
	case *negation:
		FilterProperties(n.operand, names)
	case *comparison:
		add(n.operand)
	case *membership:
		add(n.operand)
	case *affix:
		add(n.operand)
	case *lambda:
		add(n.operand)
		if n.body != nil {
			FilterProperties(n.body, names)
		}
	}
	return names
}

// An Index looks rows up by the value of a property.
type Index interface {
	// Indexed reports whether the property is one to look up by.
	Indexed(name string) bool
	// Lookup returns the rows with the value, without regard to case, in ascending order.
	Lookup(name, value string) []int
}

// Candidates returns the rows that can match n, in ascending order, where the index narrows them down; ok is false when
// every row has to be looked at.
func Candidates(n Filter, in Index) (rows []int, ok bool) {
	switch n := n.(type) {
	case *comparison:
		return byKey(in, n.operand, n.op == "eq", n.value)
	case *membership:
		return byKey(in, n.operand, true, n.values...)
	case *lambda:
		// proxyAddresses/any(p: p eq '…') is a lookup as well.
		body, isComparison := n.body.(*comparison)
		if !isComparison || len(n.operand.path) != 1 || len(body.operand.path) != 0 || body.operand.count {
			return nil, false
		}
		return byKey(in, n.operand, body.op == "eq", body.value)
	case *logical:
		for _, operand := range n.operands {
			some, found := Candidates(operand, in)
			if found == (n.word == "and") {
				return some, found
			}
			rows = append(rows, some...)
		}
		slices.Sort(rows)
		return slices.Compact(rows), n.word == "or"
	default:
		return nil, false
	}
}

func byKey(in Index, o operand, equal bool, values ...literal) ([]int, bool) {
	if !equal || o.variable != "" || len(o.path) != 1 || o.count || !in.Indexed(o.path[0]) {
		return nil, false
	}
	var rows []int
	for _, v := range values {
		if v.kind != stringLiteral || v.text == "" {
			return nil, false
		}
		rows = append(rows, in.Lookup(o.path[0], v.text)...)
	}
	slices.Sort(rows)
	return slices.Compact(rows), true
}
