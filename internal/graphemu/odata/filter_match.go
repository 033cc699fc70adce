package odata

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// scope is what a filter is asked about: a user, and inside of a lambda one element of a collection.
type scope struct {
	row      Row
	variable string
	element  any
}

// Matches reports whether a row fits a filter.
func Matches(n Filter, r Row) bool { return n.match(scope{row: r}) }

func (n *logical) match(s scope) bool {
	for _, operand := range n.operands {
		if operand.match(s) != (n.word == "and") {
			return n.word == "or"
		}
	}
	return n.word == "and"
}

func (n *negation) match(s scope) bool { return !n.operand.match(s) }

func (n *comparison) match(s scope) bool {
	if n.operand.count {
		return compareOrder(n.op, float64(len(n.operand.resolve(s).elements()))-n.value.num)
	}
	return n.operand.resolve(s).compare(n.op, n.value)
}

func (n *membership) match(s scope) bool {
	v := n.operand.resolve(s)
	return slices.ContainsFunc(n.values, func(l literal) bool { return v.compare("eq", l) })
}

func (n *affix) match(s scope) bool {
	v := n.operand.resolve(s)
	if n.suffix {
		return v.kind == text && len(v.Text) >= len(n.text) && strings.HasSuffix(strings.ToLower(v.Text), n.lower)
	}
	return v.kind == text && hasPrefixFold(v.Text, n.lower)
}

// hasPrefixFold compares the beginning of s without regard to case; the first byte settles most rows at once.
func hasPrefixFold(s, lower string) bool {
	if s == "" || lower == "" {
		return lower == ""
	}
	if c, l := s[0], lower[0]; c < 0x80 && l < 0x80 && c|0x20 != l|0x20 {
		return false
	}
	return strings.HasPrefix(strings.ToLower(s), lower)
}

func (n *lambda) match(s scope) bool {
	elements := n.operand.resolve(s).elements()
	if n.body == nil {
		return len(elements) > 0
	}
	return slices.ContainsFunc(elements, func(e any) bool {
		return n.body.match(scope{row: s.row, variable: n.variable, element: e})
	})
}

// resolve finds the value of an operand.
func (o operand) resolve(s scope) Value {
	path := o.path
	var tree any
	if o.variable != "" {
		if o.variable != s.variable {
			return Value{}
		}
		tree = s.element
	} else {
		v := s.row.Value(path[0])
		if len(path) == 1 {
			return v
		}
		tree, path = v.tree(), path[1:]
	}
	for _, name := range path {
		object, ok := tree.(map[string]any)
		if !ok {
			return Value{}
		}
		tree = object[name]
	}
	return ValueOf(tree)
}

// compare answers an operator other than startsWith and endsWith. Strings compare without regard to case.
func (v Value) compare(op string, l literal) bool {
	if v.kind == noValue || l.kind == nullLiteral {
		same := v.kind == noValue && l.kind == nullLiteral
		return op == "eq" && same || op == "ne" && !same
	}
	switch {
	case l.kind == dateLiteral:
		t, err := time.Parse(time.RFC3339Nano, v.Text)
		return err == nil && compareOrder(op, float64(t.Compare(l.time)))
	case l.kind == numberLiteral:
		n, err := strconv.ParseFloat(v.Text, 64)
		return err == nil && compareOrder(op, n-l.num)
	case v.kind == flag:
		return op == "eq" && v.flag == l.flag || op == "ne" && v.flag != l.flag
	case op == "eq" || op == "ne":
		return strings.EqualFold(v.Text, l.text) == (op == "eq")
	default:
		return compareOrder(op, float64(strings.Compare(strings.ToLower(v.Text), strings.ToLower(l.text))))
	}
}

// compareOrder answers an operator for two values of which the first is greater by difference.
func compareOrder(op string, difference float64) bool {
	switch op {
	case "eq":
		return difference == 0
	case "ne":
		return difference != 0
	case "ge":
		return difference >= 0
	case "le":
		return difference <= 0
	case "gt":
		return difference > 0
	case "lt":
		return difference < 0
	default:
		return false
	}
}
