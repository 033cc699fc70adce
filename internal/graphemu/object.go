package graphemu

import (
	"fmt"
	"strings"
)

// seedContact is an organisational contact: somebody outside of the company who has a place in its directory. Reports
// are the user principal names of those whose manager the contact is.
type seedContact struct {
	Manager    string         `json:"manager"`
	Reports    []string       `json:"reports"`
	Properties map[string]any `json:"properties"`

	values map[string]value
}

func (c *seedContact) value(name string) value { return c.values[name] }

// contactType is the type of organizational contacts (reference 11.3).
var contactType = func() *entityType {
	t := &entityType{name: "microsoft.graph.orgContact", properties: make(map[string]*property), defaults: []*property{
		{name: "id"}, {name: "deletedDateTime", typ: typeDate}, {name: "addresses", typ: typeComplexes}, {name: "companyName"},
		{name: "department"}, {name: "displayName"}, {name: "givenName"}, {name: "jobTitle"}, {name: "mail"},
		{name: "mailNickname"}, {name: "onPremisesLastSyncDateTime", typ: typeDate},
		{name: "onPremisesProvisioningErrors", typ: typeComplexes}, {name: "onPremisesSyncEnabled", typ: typeBoolean},
		{name: "phones", typ: typeComplexes}, {name: "proxyAddresses", typ: typeStrings},
		{name: "serviceProvisioningErrors", typ: typeComplexes}, {name: "surname"},
	}}
	for _, p := range t.defaults {
		t.properties[p.name] = p
	}
	return t
}()

func (s *seed) readContacts() {
	for i := range s.Contacts {
		c := &s.Contacts[i]
		c.values = make(map[string]value, len(c.Properties))
		for name, v := range c.Properties {
			if _, ok := contactType.find(name); !ok {
				panic(fmt.Sprintf("graphemu: seed: contact %d has an unknown property %q", i, name))
			}
			c.values[name] = valueOf(v)
		}
	}
}

// contact returns the contact of a row. Rows of contacts are negative, so that those of users are what they were.
func (d *directory) contact(row int) *seedContact { return &d.seed.Contacts[-1-row] }

// addContacts places the contacts above and below the users, and notes who reports to whom.
func (d *directory) addContacts() {
	d.contacts, d.managers, d.reports = make(map[string]int), make(map[int]int), make(map[int][]int)
	for k := range d.seed.Contacts {
		c := &d.seed.Contacts[k]
		d.contacts[strings.ToLower(c.value("id").text)] = -1 - k
		for _, name := range c.Reports {
			if i, ok := d.find(name); ok {
				d.managers[i] = -1 - k
			}
		}
	}
	note := func(i int) {
		if m, ok := d.manager(i); ok {
			d.reports[m] = append(d.reports[m], i)
		}
	}
	for i := range d.seed.Users {
		note(i)
	}
	for k := range d.seed.Contacts {
		note(-1 - k)
	}
}

// objectEncoder writes users and contacts, each with its type, as where Graph declares the type directoryObject.
type objectEncoder struct{ user, contact *encoder }

// newObjectEncoder writes what is selected; of a contact, only what contacts have. Who may not read contacts sees that
// there is one and its id.
func (c *call) newObjectEncoder(s *selection, readable func(*property) bool) *objectEncoder {
	ofContact := &selection{properties: contactType.defaults}
	if s.list != "" {
		ofContact.properties = nil
		for _, selected := range s.properties {
			if p, ok := contactType.find(selected.name); ok {
				ofContact.properties = append(ofContact.properties, p)
			}
		}
	}
	mayRead := func(p *property) bool { return p.name == "id" || c.caller.has(contactPermissions) }
	return &objectEncoder{user: newEncoder(s, readable), contact: newEncoder(ofContact, mayRead)}
}

func (e *objectEncoder) append(b []byte, d *directory, i int) []byte {
	if i < 0 {
		b = append(b, `{"@odata.type":"#microsoft.graph.orgContact"`...)
		return append(e.contact.append(b, d.row(i)), '}')
	}
	b = append(b, `{"@odata.type":"#microsoft.graph.user"`...)
	return append(e.user.append(b, d.row(i)), '}')
}

// oneObject answers with the object of row i alone.
func (c *call) oneObject(i int, e *objectEncoder, s *selection) *response {
	b := appendString([]byte(`{"@odata.context":`), c.context(s.context("directoryObjects", true)))
	object := e.append(nil, c.directory, i)
	object[0] = ','
	return &response{body: append(b, object...), items: 1}
}
