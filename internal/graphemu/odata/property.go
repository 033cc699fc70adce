package odata

import (
	"regexp"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
)

// PropertyType is the shape of a property's value. The zero value is a string, as most properties are.
type PropertyType int

// The types of properties.
const (
	TypeString PropertyType = iota
	TypeBoolean
	TypeDate
	TypeInt
	TypeStrings   // Collection(Edm.String).
	TypeComplex   // One JSON object.
	TypeComplexes // A collection of JSON objects.
)

// edm returns the name that OData messages use for the type.
func (t PropertyType) edm() string {
	switch t {
	case TypeBoolean:
		return "Edm.Boolean"
	case TypeDate:
		return "Edm.DateTimeOffset"
	case TypeInt:
		return "Edm.Int32"
	case TypeStrings:
		return "Collection(Edm.String)"
	case TypeComplex, TypeComplexes:
		return "microsoft.graph.complexType"
	default:
		return "Edm.String"
	}
}

// collection reports whether a missing value is written as [] and not as null.
func (t PropertyType) collection() bool { return t == TypeStrings || t == TypeComplexes }

// A Retrieval is when Graph returns a property.
type Retrieval int

// When Graph returns a property.
const (
	ByDefault  Retrieval = iota // Without $select.
	OnSelect                    // Only with $select.
	OnOneUser                   // Only with $select of a single user; 501 on lists.
	OnlyAsItIs                  // Only with $select, and the key is left out where there is no value.
)

// Property is one property of a type.
type Property struct {
	Name      string
	Type      PropertyType
	Retrieval Retrieval
	Operators Operators // All that Graph supports.
	Plain     Operators // Those that work without the parameters of an advanced query.
	Zero      string    // The JSON for no value where that is neither null nor [].
	Members   string    // Of a complex property, separated by spaces; empty if they are not known.
}

// Type is a type of Graph's with its properties.
type Type struct {
	Name          string // As messages name it, for example "microsoft.graph.user".
	Properties    map[string]*Property
	Defaults      []*Property     // Those without $select, in the order of Graph's answers.
	Relationships map[string]bool // Ignored in $select.
	Open          bool            // Extensions are properties too.
}

// Find returns a property by its name, of which Graph disregards the case. Those of an extension are made up.
func (t *Type) Find(name string) (*Property, bool) {
	if p, ok := t.Properties[name]; ok {
		return p, true
	}
	for known, p := range t.Properties {
		if strings.EqualFold(known, name) {
			return p, true
		}
	}
	if !t.Open || !extensionName.Get().MatchString(name) {
		return nil, false
	}
	return &Property{
		Name: name, Retrieval: OnlyAsItIs,
		Operators: OperatorSet("eq ne not ge le in sw null"), Plain: OperatorSet("eq in sw"),
	}, true
}

// Operators is the set of $filter operators of a property.
type Operators uint16

const (
	opEq Operators = 1 << iota
	opNe
	opNot
	opGe
	opLe
	opIn
	opStartsWith
	opEndsWith
	opNull  // Comparison with null.
	opCount // The segment /$count in a filter.
	opGt    // Not in the directory.
	opLt
)

var operatorNames = late.Value[map[string]Operators]{Make: func() map[string]Operators {
	return map[string]Operators{
		"eq": opEq, "ne": opNe, "not": opNot, "ge": opGe, "le": opLe, "in": opIn,
		"sw": opStartsWith, "ew": opEndsWith, "null": opNull, "count": opCount, "gt": opGt, "lt": opLt,
	}
}}

// OperatorSet reads a list such as "eq ne sw".
func OperatorSet(list string) Operators {
	var set Operators
	for name := range strings.FieldsSeq(list) {
		op, ok := operatorNames.Get()[name]
		if !ok {
			panic("graphemu: unknown operator " + name + " in the property table")
		}
		set |= op
	}
	return set
}

// extensionName matches directory extensions (extension_{appId}_{name}) and schema extensions (ext{8
// characters}_{name}).
var extensionName = late.Value[*regexp.Regexp]{Make: func() *regexp.Regexp {
	return regexp.MustCompile(`^(extension_[0-9a-fA-F]{32}_\w+|ext[0-9a-z]{8}_\w+)$`)
}}

// NameSet returns the set of the names in a list.
func NameSet(list string) map[string]bool {
	set := make(map[string]bool)
	for name := range strings.FieldsSeq(list) {
		set[name] = true
	}
	return set
}
