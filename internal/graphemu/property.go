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

// navigation names the relationships of a user; Graph ignores them in $select.
var navigation = nameSet(`agreementAcceptances appRoleAssignments authentication calendar calendarGroups calendars
	calendarView contactFolders contacts createdObjects directReports drive drives events extensions followedSites
	inferenceClassification insights joinedTeams licenseDetails mailFolders managedDevices manager memberOf messages
	oauth2PermissionGrants onenote onlineMeetings outlook ownedDevices ownedObjects people photo photos planner presence
	registeredDevices scopedRoleMemberOf settings sponsorOf sponsors teamwork todo transitiveMemberOf
	transitiveReports`)

// propertyNamed finds a property; extensions are made up on the fly because the user is an open type.
func propertyNamed(name string) (*property, bool) {
	if p, ok := userProperties[name]; ok {
		return p, true
	}
	if !extensionName.MatchString(name) {
		return nil, false
	}
	return &property{
		name: name, retrieval: onlyAsItIs,
		operators: operatorSet("eq ne not ge le in sw null"), plain: operatorSet("eq in sw"),
	}, true
}

func nameSet(list string) map[string]bool {
	set := make(map[string]bool)
	for name := range strings.FieldsSeq(list) {
		set[name] = true
	}
	return set
}
