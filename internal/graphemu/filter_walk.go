package graphemu

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
func height(n node) int {
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

// filterProperties collects the names of the properties that a filter looks at.
func filterProperties(n node, names map[string]bool) map[string]bool {
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
			filterProperties(operand, names)
		}
	case *negation:
		filterProperties(n.operand, names)
	case *comparison:
		add(n.operand)
	case *membership:
		add(n.operand)
	case *affix:
		add(n.operand)
	case *lambda:
		add(n.operand)
		if n.body != nil {
			filterProperties(n.body, names)
		}
	}
	return names
}

// candidates returns the rows that can match n, in ascending order, where key properties narrow them down; ok is false
// when every row has to be looked at.
func (d *directory) candidates(n node) (rows []int, ok bool) {
	switch n := n.(type) {
	case *comparison:
		return d.byKey(n.operand, n.op == "eq", n.value)
	case *membership:
		return d.byKey(n.operand, true, n.values...)
	case *lambda:
		// proxyAddresses/any(p: p eq '…') is a lookup as well.
		body, isComparison := n.body.(*comparison)
		if !isComparison || len(n.operand.path) != 1 || len(body.operand.path) != 0 || body.operand.count {
			return nil, false
		}
		return d.byKey(n.operand, body.op == "eq", body.value)
	case *logical:
		for _, operand := range n.operands {
			some, found := d.candidates(operand)
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

func (d *directory) byKey(o operand, equal bool, values ...literal) ([]int, bool) {
	if !equal || o.variable != "" || len(o.path) != 1 || o.count || !slices.Contains(keyProperties, o.path[0]) {
		return nil, false
	}
	var rows []int
	for _, v := range values {
		if v.kind != stringLiteral || v.text == "" {
			return nil, false
		}
		rows = append(rows, d.lookup(o.path[0], v.text)...)
	}
	slices.Sort(rows)
	return slices.Compact(rows), true
}
