package document

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// A Shape is what may be written at a place of a document.
type Shape struct {
	Kind     Kind
	Nullable bool
	Choices  []string                // of a Text; nil for any
	Accepts  func(text string) error // of a Text; nil for any
	Min, Max int                     // of a Number, which is a whole one; without Max, up to the largest of 32 bits
	Items    *Shape                  // of a List; of an Object, the values of all names that are not Fields
	Fields   []Field                 // of an Object
	Free     bool                    // anything is accepted
}

// A Field is a name that an object may have.
type Field struct {
	Name     string
	Shape    *Shape
	Required bool
	Help     string // for the docs
}

// check compares a value with a shape, and returns each difference.
func (s *Shape) check(n *Node) []*Problem {
	switch {
	case s.Free || s.Nullable && n.Kind == Null:
		return nil
	case n.Kind != s.Kind:
		return []*Problem{n.Problemf("%s is written here; write %s", n.Kind, s.accepted())}
	}
	switch n.Kind {
	case Text:
		return s.checkText(n)
	case Number:
		return s.checkNumber(n)
	case List:
		var problems []*Problem
		for _, item := range n.Items {
			problems = append(problems, s.Items.check(item)...)
		}
		return problems
	case Object:
		return s.checkObject(n)
	default:
		return nil
	}
}

func (s *Shape) accepted() string {
	if s.Nullable {
		return s.Kind.String() + " or null"
	}
	return s.Kind.String()
}

func (s *Shape) checkText(n *Node) []*Problem {
	text, _ := n.Value.(string)
	if s.Choices != nil && !slices.Contains(s.Choices, text) {
		return []*Problem{n.Problemf("%q is not known; write %s", text, strings.Join(s.Choices, ", "))}
	}
	if s.Accepts != nil {
		if err := s.Accepts(text); err != nil {
			return []*Problem{n.Problemf("%s", err)}
		}
	}
	return nil
}

func (s *Shape) checkNumber(n *Node) []*Problem {
	number, _ := n.Value.(json.Number)
	most := cmp.Or(s.Max, math.MaxInt32)
	if whole, err := number.Int64(); err != nil || whole < int64(s.Min) || whole > int64(most) {
		return []*Problem{n.Problemf("%s is written here; write a whole number from %d to %d", number, s.Min, most)}
	}
	return nil
}

func (s *Shape) checkObject(n *Node) []*Problem {
	var problems []*Problem
	for _, m := range n.Members {
		shape := s.Items
		if f := s.field(m.Name); f != nil {
			shape = f.Shape
		}
		if shape == nil {
			problems = append(problems, m.Value.Problemf("there is no such name here; write one of %s", s.names()))
			continue
		}
		problems = append(problems, shape.check(m.Value)...)
	}
	for _, f := range s.Fields {
		if f.Required && n.Get(f.Name) == nil {
			problems = append(problems, n.Problemf("%s is missing: %s", f.Name, f.Help))
		}
	}
	return problems
}

func (s *Shape) field(name string) *Field {
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return &s.Fields[i]
		}
	}
	return nil
}

func (s *Shape) names() string {
	names := make([]string, len(s.Fields))
	for i, f := range s.Fields {
		names[i] = f.Name
	}
	return strings.Join(names, ", ")
}

// Table returns the fields of an object as a table in Markdown.
func (s *Shape) Table() string {
	var b strings.Builder
	b.WriteString("| name | value | meaning |\n|---|---|---|\n")
	for _, f := range s.Fields {
		name := "`" + f.Name + "`"
		if f.Required {
			name += ", required"
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", name, f.Shape.value(), f.Help)
	}
	return b.String()
}

func (s *Shape) value() string {
	switch {
	case s.Choices != nil:
		return "`" + strings.Join(s.Choices, "`, `") + "`"
	case s.Kind == List:
		return "list of " + s.Items.value()
	default:
		return [...]string{"null", "boolean", "number", "text", "list", "object"}[s.Kind]
	}
}
