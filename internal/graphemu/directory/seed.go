package directory

import (
	_ "embed"
	"encoding/json"
	"fmt"

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

	Groups              []seedGroup  `json:"groups"`
	Devices             []seedObject `json:"devices"`
	ServicePrincipals   []seedObject `json:"servicePrincipals"`
	DirectoryRoles      []seedObject `json:"directoryRoles"`
	AdministrativeUnits []seedObject `json:"administrativeUnits"`

	// Objects that are given out as they are written, to the last digit.
	Organization   []json.RawMessage `json:"organization"`
	SubscribedSKUs []json.RawMessage `json:"subscribedSkus"`
}

// seedUser is one person. Properties has Graph's names; a property that is not written has no value.
type seedUser struct {
	Manager    string         `json:"manager"` // The user principal name of the manager, empty at the top.
	Properties map[string]any `json:"properties"`

	values map[string]odata.Value
}

func (u *seedUser) Value(name string) odata.Value { return u.values[name] }

// readSeed decodes a company. It panics on a broken one, which is a mistake in the program that brought it.
func readSeed(document []byte) *seed {
	s := new(seed)
	if err := json.Unmarshal(document, s); err != nil {
		panic(fmt.Sprintf("graphemu: seed: %v", err))
	}
	for i := range s.Users {
		u := &s.Users[i]
		u.values = make(map[string]odata.Value, len(u.Properties))
		for name, v := range u.Properties {
			if _, ok := userType.Get().Find(name); !ok {
				panic(fmt.Sprintf("graphemu: seed: user %d has an unknown property %q", i, name))
			}
			u.values[name] = odata.ValueOf(v)
		}
		if u.values["id"].Text == "" || u.values["userPrincipalName"].Text == "" {
			panic(fmt.Sprintf("graphemu: seed: user %d lacks id or userPrincipalName", i))
		}
	}
	s.readContacts()
	return s
}
