package graphemu

import (
	"regexp"
	"strings"
)

// propertyType is the shape of a property's value. The zero value is a string, as most properties are.
type propertyType int

const (
	typeString propertyType = iota
	typeBoolean
	typeDate
	typeInt
	typeStrings   // Collection(Edm.String).
	typeComplex   // One JSON object.
	typeComplexes // A collection of JSON objects.
)

// edm returns the name that OData messages use for the type.
func (t propertyType) edm() string {
	switch t {
	case typeBoolean:
		return "Edm.Boolean"
	case typeDate:
		return "Edm.DateTimeOffset"
	case typeInt:
		return "Edm.Int32"
	case typeStrings:
		return "Collection(Edm.String)"
	case typeComplex, typeComplexes:
		return "microsoft.graph.complexType"
	default:
		return "Edm.String"
	}
}

// collection reports whether a missing value is written as [] and not as null.
func (t propertyType) collection() bool { return t == typeStrings || t == typeComplexes }

// A retrieval is when Graph returns a property.
type retrieval int

const (
	byDefault  retrieval = iota // Without $select.
	onSelect                    // Only with $select.
	onOneUser                   // Only with $select of a single user; 501 on lists.
	onlyAsItIs                  // Only with $select, and the key is left out where there is no value.
)

// property is one row of the user table.
type property struct {
	name      string
	typ       propertyType
	retrieval retrieval
	operators operators // All that Graph supports.
	plain     operators // Those that work without the parameters of an advanced query.
	zero      string    // The JSON for no value where that is neither null nor [].
}

// entityType is a type of Graph's with its properties.
type entityType struct {
	name          string // As messages name it, for example "microsoft.graph.user".
	properties    map[string]*property
	defaults      []*property     // Those without $select, in the order of Graph's answers.
	relationships map[string]bool // Ignored in $select.
	open          bool            // Extensions are properties too.
}

// find returns a property. Those of an extension are made up.
func (t *entityType) find(name string) (*property, bool) {
	if p, ok := t.properties[name]; ok {
		return p, true
	}
	if !t.open || !extensionName.MatchString(name) {
		return nil, false
	}
	return &property{
		name: name, retrieval: onlyAsItIs,
		operators: operatorSet("eq ne not ge le in sw null"), plain: operatorSet("eq in sw"),
	}, true
}

// operators is the set of $filter operators of a property.
type operators uint16

const (
	opEq operators = 1 << iota
	opNe
	opNot
	opGe
	opLe
	opIn
	opStartsWith
	opEndsWith
	opNull  // Comparison with null.
	opCount // The segment /$count in a filter.
)

var operatorNames = map[string]operators{
	"eq": opEq, "ne": opNe, "not": opNot, "ge": opGe, "le": opLe, "in": opIn,
	"sw": opStartsWith, "ew": opEndsWith, "null": opNull, "count": opCount,
}

// operatorSet reads a list such as "eq ne sw".
func operatorSet(list string) operators {
	var set operators
	for name := range strings.FieldsSeq(list) {
		op, ok := operatorNames[name]
		if !ok {
			panic("graphemu: unknown operator " + name + " in the property table")
		}
		set |= op
	}
	return set
}

// extensionName matches directory extensions (extension_{appId}_{name}) and schema extensions (ext{8
// characters}_{name}).
var extensionName = regexp.MustCompile(`^(extension_[0-9a-fA-F]{32}_\w+|ext[0-9a-z]{8}_\w+)$`)

// nameSet returns the set of the names in a list.
func nameSet(list string) map[string]bool {
	set := make(map[string]bool)
	for name := range strings.FieldsSeq(list) {
		set[name] = true
	}
	return set
}
