package document

import (
	"cmp"
	"encoding/json"
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
	Open     func(name string) bool  // reports whether an Object may have another name, with any value; nil for none
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
	case s.Nullable && n.Kind == Null:
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
		return s.Kind.String() + ", or null"
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
		switch f := s.field(m.Name); {
		case f != nil:
			problems = append(problems, f.Shape.check(m.Value)...)
		case s.Items != nil:
			problems = append(problems, s.Items.check(m.Value)...)
		case s.Open == nil || !s.Open(m.Name):
			problems = append(problems, m.Value.Problemf("there is no such name here; write %s", s.instead(m.Name)))
		}
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

// instead returns what may be written for a name that an object may not have: the name in another case, or any.
func (s *Shape) instead(name string) string {
	var names []string
	for _, f := range s.Fields {
		names = append(names, f.Name)
	}
	if i := slices.IndexFunc(names, func(known string) bool { return strings.EqualFold(known, name) }); i >= 0 {
		return names[i]
	}
	return "one of " + strings.Join(names, ", ")
}

// Rows returns what a document may have, for people to read: name, value and meaning. Fields without help are left out.
func (s *Shape) Rows() [][]string { return s.rows("") }

func (s *Shape) rows(path string) [][]string {
	var rows [][]string
	for _, f := range s.Fields {
		if f.Help == "" {
			continue
		}
		name := path + f.Name
		value, help, below := f.Shape.value(), f.Help, f.Shape
		if f.Required {
			value += ", required"
		}
		if below.Choices != nil {
			help = strings.Join(below.Choices, ", ") + "; " + help
		}
		rows = append(rows, []string{name, value, help})
		switch {
		case below.Kind == List:
			name, below = name+"[]", below.Items
		case below.Items != nil:
			name, below = name+".NAME", below.Items
		}
		rows = append(rows, below.rows(name+".")...)
	}
	return rows
}

func (s *Shape) value() string {
	if s.Kind == List {
		return "list of " + s.Items.value() + "s"
	}
	return [...]string{"null", "boolean", "number", "text", "list", "object"}[s.Kind]
}
