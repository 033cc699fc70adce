package directory

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// The company of the seed.
const (
	TenantID     = "b3246f44-b4fb-4627-96c6-25b18fa2c910"
	TenantDomain = "contoso.com"

	// PersonUPN names the person who is signed in where nobody else is asked for; PersonID is the same person.
	PersonUPN = "AdeleV@contoso.com"
	PersonID  = "87d349ed-44d7-43e1-9a83-5f2406dee5bd"
)

// Names in a company that stand for several users.
const (
	Everybody = "*"          // all users of the company
	Generated = "generated " // generated users by their numbers, as in "generated 0-9999"
)

// EverybodyID is the group of the seed that has the first thirty thousand generated users, on three levels, some of
// them twice.
const EverybodyID = "72850473-d5c6-43b4-91a6-92857403061b"

// Company is a company of a few people.
//
//go:embed seed.json
var Company []byte

// seed is what the document of a company holds for the directory. Other services read their own part of it.
type seed struct {
	Users    []seedUser    `json:"users"`
	Contacts []seedContact `json:"contacts"`

	Groups              []seedGroup       `json:"groups"`
	Devices             []json.RawMessage `json:"devices"`
	ServicePrincipals   []json.RawMessage `json:"servicePrincipals"`
	DirectoryRoles      []json.RawMessage `json:"directoryRoles"`
	AdministrativeUnits []json.RawMessage `json:"administrativeUnits"`

	// Objects that are given out as they are written, to the last digit.
	Organization   json.RawMessage   `json:"organization"`
	SubscribedSKUs []json.RawMessage `json:"subscribedSkus"`
}

// seedObject is an object as it is written: its properties by Graph's names, of which those that are not written have
// no value, and how it is linked with others.
type seedObject struct {
	links  links
	values map[string]odata.Value
}

// links are the names of an object that are no properties. [Directory.link] says what stands for an object.
type links struct {
	Manager        string   `json:"manager"` // the user principal name, empty at the top
	Reports        []string `json:"reports"` // of a contact: those whose manager it is, by user principal name
	Members        []string `json:"members"`
	Owners         []string `json:"owners"`
	NoTeamsLicense bool     `json:"noTeamsLicense"` // for Teams
}

// isLink reports whether a name is that of a link.
func isLink(name string) bool {
	return slices.Contains([]string{"manager", "reports", "members", "owners", "noTeamsLicense"}, name)
}

func (o *seedObject) members() []string { return o.links.Members }

func (o *seedObject) Value(name string) odata.Value { return o.values[name] }

// read reads an object of a type.
func (o *seedObject) read(document []byte, t *odata.Type) error {
	var properties map[string]any
	if err := json.Unmarshal(document, &o.links); err != nil {
		return err
	}
	if err := json.Unmarshal(document, &properties); err != nil {
		return err
	}
	o.values = make(map[string]odata.Value, len(properties))
	for name, v := range properties {
		if isLink(name) {
			continue
		}
		if _, ok := t.Find(name); !ok {
			return fmt.Errorf("a %s has an unknown property %q", t.Name, name)
		}
		o.values[name] = odata.ValueOf(v)
	}
	if o.values["id"].Text == "" {
		return fmt.Errorf("a %s lacks an id", t.Name)
	}
	return nil
}

type seedUser struct{ seedObject }

// UnmarshalJSON implements [json.Unmarshaler].
func (u *seedUser) UnmarshalJSON(document []byte) error { return u.read(document, userType.Get()) }

// seedContact is an organizational contact: a person outside the company who is in its directory.
type seedContact struct{ seedObject }

// UnmarshalJSON implements [json.Unmarshaler].
func (c *seedContact) UnmarshalJSON(document []byte) error {
	return c.read(document, contactType.Get())
}

type seedGroup struct{ seedObject }

// UnmarshalJSON implements [json.Unmarshaler].
func (g *seedGroup) UnmarshalJSON(document []byte) error { return g.read(document, groupType.Get()) }

// readSeed decodes a company. It panics on a broken one, which is a mistake in the program that brought it.
func readSeed(document []byte) *seed {
	s := new(seed)
	if err := json.Unmarshal(document, s); err != nil {
		panic(fmt.Sprintf("graphemu: seed: %v", err))
	}
	for i := range s.Users {
		if s.Users[i].Value("userPrincipalName").Text == "" {
			panic(fmt.Sprintf("graphemu: seed: user %d lacks a userPrincipalName", i))
		}
	}
	return s
}

// A Kind is a list of a company with the type of its objects.
type Kind struct {
	List string // such as "users"
	Type *odata.Type
}

// Kinds returns the lists of objects of a company, users first.
func Kinds() []Kind {
	return []Kind{
		{"users", userType.Get()}, {"groups", groupType.Get()}, {"contacts", contactType.Get()},
		{"devices", deviceType.Get()},
		{"servicePrincipals", servicePrincipalType.Get()}, {"directoryRoles", directoryRoleType.Get()},
		{"administrativeUnits", administrativeUnitType.Get()},
	}
}
