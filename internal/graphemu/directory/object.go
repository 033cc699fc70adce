package directory

import (
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// contactType is the type of organizational contacts (reference 11.3).
var contactType = late.Value[*odata.Type]{Make: func() *odata.Type {
	t := &odata.Type{Name: "microsoft.graph.orgContact", Properties: make(map[string]*odata.Property)}
	t.Defaults = []*odata.Property{
		{Name: "id"}, {Name: "deletedDateTime", Type: odata.TypeDate}, {Name: "addresses", Type: odata.TypeComplexes},
		{Name: "companyName"}, {Name: "department"}, {Name: "displayName"}, {Name: "givenName"}, {Name: "jobTitle"},
		{Name: "mail"}, {Name: "mailNickname"}, {Name: "onPremisesLastSyncDateTime", Type: odata.TypeDate},
		{Name: "onPremisesProvisioningErrors", Type: odata.TypeComplexes},
		{Name: "onPremisesSyncEnabled", Type: odata.TypeBoolean}, {Name: "phones", Type: odata.TypeComplexes},
		{Name: "proxyAddresses", Type: odata.TypeStrings}, {Name: "serviceProvisioningErrors", Type: odata.TypeComplexes},
		{Name: "surname"},
	}
	for _, p := range t.Defaults {
		t.Properties[p.Name] = p
	}
	return t
}}

// contact returns the contact of a row. Rows of contacts are negative, so that those of users are what they were.
func (d *Directory) contact(row int) *seedContact { return &d.seed.Contacts[-1-row] }

// addContacts places the contacts above and below the users, and notes who reports to whom.
func (d *Directory) addContacts() {
	d.contacts, d.managers, d.reports = make(map[string]int), make(map[int]int), make(map[int][]int)
	for k := range d.seed.Contacts {
		c := &d.seed.Contacts[k]
		d.contacts[strings.ToLower(c.Value("id").Text)] = -1 - k
		for _, name := range c.links.Reports {
			if i, ok := d.Find(name); ok {
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
type objectEncoder struct{ user, contact *odata.Encoder }

// newObjectEncoder writes what is selected; of a contact, only what contacts have. Who may not read contacts sees that
// there is one and its id.
func (c *Call) newObjectEncoder(s *odata.Selection, readable func(*odata.Property) bool) *objectEncoder {
	ofContact := &odata.Selection{Properties: contactType.Get().Defaults}
	if s.List != "" {
		ofContact.Properties = nil
		for _, selected := range s.Properties {
			if p, ok := contactType.Get().Find(selected.Name); ok {
				ofContact.Properties = append(ofContact.Properties, p)
			}
		}
	}
	mayRead := func(p *odata.Property) bool { return p.Name == "id" || c.Caller.Has(contactPermissions) }
	return &objectEncoder{user: odata.NewEncoder(s, readable), contact: odata.NewEncoder(ofContact, mayRead)}
}

func (e *objectEncoder) append(b []byte, d *Directory, i int) []byte {
	if i < 0 {
		b = append(b, `{"@odata.type":"#microsoft.graph.orgContact"`...)
		return append(e.contact.Append(b, d.Row(i)), '}')
	}
	b = append(b, `{"@odata.type":"#microsoft.graph.user"`...)
	return append(e.user.Append(b, d.Row(i)), '}')
}

// oneObject answers with the object of row i alone.
func (c *Call) oneObject(i int, e *objectEncoder, s *odata.Selection) *odata.Response {
	b := odata.AppendString([]byte(`{"@odata.context":`), c.Context(s.Context("directoryObjects", true)))
	object := e.append(nil, c.Directory, i)
	object[0] = ','
	return &odata.Response{Body: append(b, object...), Items: 1}
}
