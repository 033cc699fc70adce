package graphemu

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed seed.json
var seedDocument []byte

// The company of seed.json. ClientID is registered there with ClientSecret; ExpiredClientSecret is a secret of the same
// application whose time is over.
const (
	TenantID            = "b3246f44-b4fb-4627-96c6-25b18fa2c910"
	TenantDomain        = "contoso.com"
	ClientID            = "6f1b0d7e-3a52-4c8e-9a44-5d2f7c1e8b90"
	ClientSecret        = "emulator~secret+with/odd=characters&more"
	ExpiredClientSecret = "emulator~expired~secret"

	// PersonUPN names the person who is signed in where nobody else is asked for; PersonID is the same person.
	PersonUPN = "AdeleV@contoso.com"
	PersonID  = "87d349ed-44d7-43e1-9a83-5f2406dee5bd"
)

// seed is the document: a company whose people and teams are written down one by one.
type seed struct {
	Users    []seedUser           `json:"users"`
	Teams    []team               `json:"teams"`
	Contacts []seedContact        `json:"contacts"`
	Photos   map[string]seedPhoto `json:"photos"` // By user principal name; who is not there has none.
	Events   []seedEvent          `json:"events"`

	// Objects that are given out as they are written, to the last digit.
	Groups       []json.RawMessage `json:"groups"`
	Organization []json.RawMessage `json:"organization"`
}

// seedUser is one person. Properties has Graph's names; a property that is not written has no value.
type seedUser struct {
	Manager        string         `json:"manager"`        // The user principal name of the manager, empty at the top.
	NoTeamsLicence bool           `json:"noTeamsLicence"` // joinedTeams answers 403.
	Properties     map[string]any `json:"properties"`

	values map[string]value
}

func (u *seedUser) value(name string) value { return u.values[name] }

// team is one team; Members are user principal names, or "*" for everybody.
type team struct {
	ID          string   `json:"id"`
	DisplayName string   `json:"displayName"`
	Description *string  `json:"description"`
	IsArchived  bool     `json:"isArchived"`
	Members     []string `json:"members"`
}

// readSeed decodes a company. It panics on a broken one, which is a mistake in the program that brought it.
func readSeed(document []byte) *seed {
	s := new(seed)
	if err := json.Unmarshal(document, s); err != nil {
		panic(fmt.Sprintf("graphemu: seed: %v", err))
	}
	for i := range s.Users {
		u := &s.Users[i]
		u.values = make(map[string]value, len(u.Properties))
		for name, v := range u.Properties {
			if _, ok := propertyNamed(name); !ok {
				panic(fmt.Sprintf("graphemu: seed: user %d has an unknown property %q", i, name))
			}
			u.values[name] = valueOf(v)
		}
		if u.values["id"].text == "" || u.values["userPrincipalName"].text == "" {
			panic(fmt.Sprintf("graphemu: seed: user %d lacks id or userPrincipalName", i))
		}
	}
	s.readContacts()
	s.checkEvents()
	return s
}

// hasMember reports whether the user is in the team.
func (t *team) hasMember(userPrincipalName string) bool {
	for _, m := range t.Members {
		if m == "*" || strings.EqualFold(m, userPrincipalName) {
			return true
		}
	}
	return false
}
