package permission

import "slices"

// A Profile is what permissions open of the objects that a call returns. Graph leaves the other properties null,
// without an error.
type Profile struct {
	Of     string // what the objects are, such as "users"
	Full   string // the least permission that opens all properties
	levels []level
}

// A level is the properties that permissions open.
type level struct {
	by         []string // nil for any permission that allows the call
	properties []string // in Graph's spelling; nil for all
}

// FullProfile is the least permission that opens all properties of other users that need none of their own.
const FullProfile = "User.Read.All"

var (
	fullProfile  = []string{FullProfile, "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"}
	basicProfile = []string{
		"id", "displayName", "givenName", "surname", "mail", "securityIdentifier", "userPrincipalName",
	}
)

// The profiles of users and of the tenant. Of users whom a group links, even the basic profile needs a permission for
// users.
var (
	UserProfile = Profile{Of: "users", Full: FullProfile, levels: []level{
		{fullProfile, nil}, {nil, basicProfile},
	}}
	LinkedProfile = Profile{Of: "users", Full: FullProfile, levels: []level{
		{fullProfile, nil}, {[]string{"User.ReadBasic.All"}, basicProfile}, {nil, []string{"id"}},
	}}
	TenantProfile = Profile{Of: "the organization", Full: "Organization.Read.All", levels: []level{
		{[]string{
			"Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All",
		}, nil},
		{nil, []string{"id", "displayName", "verifiedDomains"}},
	}}
)

// Opens reports whether the permissions of a token open a property. A profile without levels is open.
func (p Profile) Opens(property string, carried []string) bool {
	for _, l := range p.levels {
		allowed := l.by == nil || slices.ContainsFunc(carried, func(c string) bool { return slices.Contains(l.by, c) })
		if allowed && (l.properties == nil || slices.Contains(l.properties, property)) {
			return true
		}
	}
	return p.levels == nil
}

// An Attribute is an attribute that shows a property.
type Attribute struct{ Name, Property string }

// Closed returns the names of the attributes that show a property which the permissions of a token do not open.
func (p Profile) Closed(attributes []Attribute, carried []string) []string {
	var names []string
	for _, a := range attributes {
		if !p.Opens(a.Property, carried) {
			names = append(names, a.Name)
		}
	}
	return names
}
