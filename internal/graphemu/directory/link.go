package directory

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// linked is an object at the end of a relationship.
type linked struct {
	typ *odata.Type
	odata.Row
}

func (l linked) id() string { return l.Value("id").Text }

// The types of objects in a directory that are neither users, groups nor contacts, with the properties that members
// show.
var (
	deviceType = late.Value[*odata.Type]{Make: func() *odata.Type {
		return newType("microsoft.graph.device", []propertyRow{
			{"id", odata.TypeString, odata.ByDefault, "", ""},
			{"accountEnabled", odata.TypeBoolean, odata.ByDefault, "", ""},
			{"deviceId", odata.TypeString, odata.ByDefault, "", ""},
			{"displayName", odata.TypeString, odata.ByDefault, "", ""},
			{"operatingSystem", odata.TypeString, odata.ByDefault, "", ""},
			{"operatingSystemVersion", odata.TypeString, odata.ByDefault, "", ""},
		})
	}}
	servicePrincipalType = late.Value[*odata.Type]{Make: func() *odata.Type {
		return newType("microsoft.graph.servicePrincipal", []propertyRow{
			{"id", odata.TypeString, odata.ByDefault, "", ""},
			{"accountEnabled", odata.TypeBoolean, odata.ByDefault, "", ""},
			{"appId", odata.TypeString, odata.ByDefault, "", ""},
			{"displayName", odata.TypeString, odata.ByDefault, "", ""},
			{"servicePrincipalType", odata.TypeString, odata.ByDefault, "", ""},
		})
	}}
	directoryRoleType = late.Value[*odata.Type]{Make: func() *odata.Type {
		return newType("microsoft.graph.directoryRole", []propertyRow{
			{"id", odata.TypeString, odata.ByDefault, "", ""},
			{"deletedDateTime", odata.TypeDate, odata.ByDefault, "", ""},
			{"description", odata.TypeString, odata.ByDefault, "", ""},
			{"displayName", odata.TypeString, odata.ByDefault, "", ""},
			{"roleTemplateId", odata.TypeString, odata.ByDefault, "", ""},
		})
	}}
	administrativeUnitType = late.Value[*odata.Type]{Make: func() *odata.Type {
		return newType("microsoft.graph.administrativeUnit", []propertyRow{
			{"id", odata.TypeString, odata.ByDefault, "", ""},
			{"deletedDateTime", odata.TypeDate, odata.ByDefault, "", ""},
			{"description", odata.TypeString, odata.ByDefault, "", ""},
			{"displayName", odata.TypeString, odata.ByDefault, "", ""},
			{"visibility", odata.TypeString, odata.ByDefault, "", ""},
		})
	}}
)

// objectTypes returns the types of what may be at the end of a relationship.
func objectTypes() []*odata.Type {
	return []*odata.Type{
		userType.Get(), groupType.Get(), contactType.Get(), deviceType.Get(), servicePrincipalType.Get(),
		directoryRoleType.Get(), administrativeUnitType.Get(),
	}
}

// objectType has the properties of all of them: a $select without a cast takes any.
var objectType = late.Value[*odata.Type]{Make: func() *odata.Type {
	t := &odata.Type{Name: "microsoft.graph.directoryObject", Properties: make(map[string]*odata.Property), Open: true}
	for _, one := range objectTypes() {
		for name, p := range one.Properties {
			if t.Properties[name] == nil {
				t.Properties[name] = p
			}
		}
	}
	return t
}}

// readers returns the permissions that open the properties of objects of a type. Without one, type and id are all that
// comes: https://learn.microsoft.com/graph/permissions-overview, "limited information".
func readers(t *odata.Type) []string {
	directory := []string{"Directory.Read.All", "Directory.ReadWrite.All"}
	switch t {
	case userType.Get():
		return userListPermissions
	case groupType.Get():
		return append([]string{"GroupMember.ReadBasic.All", "Group.ReadBasic.All"}, groupPermissions...)
	case contactType.Get():
		return contactPermissions
	case deviceType.Get():
		return append(directory, "Device.Read.All")
	case servicePrincipalType.Get():
		return append(directory, "Application.Read.All")
	case directoryRoleType.Get():
		return append(directory, "RoleManagement.Read.Directory")
	default:
		return append(directory, "AdministrativeUnit.Read.All")
	}
}

// link appends the objects that a name in the seed stands for: a user by the user principal name; several by
// [Everybody] or [Generated]; anything else by its id.
func (d *Directory) link(list []linked, name string) []linked {
	if numbers, ok := strings.CutPrefix(name, Generated); ok {
		from, to, _ := strings.Cut(numbers, "-")
		first, _ := strconv.Atoi(from)
		last, _ := strconv.Atoi(to)
		for n := first; n <= last && n < d.generated; n++ {
			list = append(list, linked{userType.Get(), generated(n)})
		}
		return list
	}
	if name == Everybody {
		for i := range d.seed.Users {
			list = append(list, linked{userType.Get(), &d.seed.Users[i]})
		}
		return list
	}
	if i, ok := d.Find(name); ok {
		return append(list, linked{userType.Get(), d.Row(i)})
	}
	for _, one := range d.others {
		if strings.EqualFold(one.id(), name) {
			return append(list, one)
		}
	}
	panic(fmt.Sprintf("graphemu: seed: there is no object %q", name))
}

// addOthers collects the objects that are not users.
func (d *Directory) addOthers() {
	s := d.seed
	for i := range s.Groups {
		d.others = append(d.others, linked{groupType.Get(), &s.Groups[i]})
	}
	for i := range s.Contacts {
		d.others = append(d.others, linked{contactType.Get(), &s.Contacts[i]})
	}
	for _, set := range []struct {
		typ       *odata.Type
		documents []json.RawMessage
	}{
		{deviceType.Get(), s.Devices}, {servicePrincipalType.Get(), s.ServicePrincipals},
		{directoryRoleType.Get(), s.DirectoryRoles}, {administrativeUnitType.Get(), s.AdministrativeUnits},
	} {
		for _, document := range set.documents {
			o := new(seedObject)
			if err := o.read(document, set.typ); err != nil {
				panic(fmt.Sprintf("graphemu: seed: %v", err))
			}
			d.others = append(d.others, linked{set.typ, o})
		}
	}
}

// members returns the direct members of a group, a role or an administrative unit.
func (d *Directory) members(row odata.Row) []linked {
	var list []linked
	if one, ok := row.(interface{ members() []string }); ok {
		for _, name := range one.members() {
			list = d.link(list, name)
		}
	}
	return list
}

// transitive appends the members on all levels. Who belongs by several ways comes several times, since Graph does not
// promise otherwise.
func (d *Directory) transitive(list []linked, g odata.Row, above []odata.Row) []linked {
	for _, one := range d.members(g) {
		list = append(list, one)
		if one.typ == groupType.Get() && !slices.Contains(above, one.Row) {
			list = d.transitive(list, one.Row, append(above, one.Row))
		}
	}
	return list
}

// memberOf returns the groups, roles and units that an object is a direct member of.
func (d *Directory) memberOf(id string) []linked {
	var list []linked
	for _, one := range d.others {
		if slices.ContainsFunc(d.members(one.Row), func(member linked) bool { return member.id() == id }) {
			list = append(list, one)
		}
	}
	return list
}

// transitiveMemberOf returns what an object is a member of on all levels, each once.
func (d *Directory) transitiveMemberOf(id string) []linked {
	list := d.memberOf(id)
	for i := 0; i < len(list); i++ {
		for _, above := range d.memberOf(list[i].id()) {
			if !slices.Contains(list, above) {
				list = append(list, above)
			}
		}
	}
	return list
}

// linkedEncoder writes objects of all types, each with its type.
type linkedEncoder map[*odata.Type]*odata.Encoder

// newLinkedEncoder writes what is selected, of each object what its type has.
func (c *Call) newLinkedEncoder(s *odata.Selection) linkedEncoder {
	e := make(linkedEncoder)
	for _, t := range objectTypes() {
		selected := &odata.Selection{Properties: t.Defaults}
		if s.List != "" {
			selected.Properties = nil
			for _, wanted := range s.Properties {
				if p, ok := t.Find(wanted.Name); ok {
					selected.Properties = append(selected.Properties, p)
				}
			}
		}
		e[t] = odata.NewEncoder(selected, c.readableOf(t))
	}
	return e
}

// readableOf returns the test for the properties that the caller may read of objects of a type; nil for all.
func (c *Call) readableOf(t *odata.Type) func(*odata.Property) bool {
	switch {
	case !c.Caller.Has(readers(t)):
		return func(p *odata.Property) bool { return p.Name == "id" }
	case t == userType.Get():
		return c.readable(-1)
	default:
		return nil
	}
}

func (e linkedEncoder) append(b []byte, l linked) []byte {
	b = append(odata.AppendString(append(b, `{"@odata.type":`...), "#"+l.typ.Name), ""...)
	return append(e[l.typ].Append(b, l.Row), '}')
}

// listLinked answers a list of objects of all types, with $select, $top and $count.
func (c *Call) listLinked(objects []linked) (*odata.Response, error) {
	count, err := c.Query.Count()
	if err != nil {
		return nil, err
	}
	advanced := count && c.Eventual()
	for _, option := range []string{"$filter", "$search", "$orderby"} {
		if _, used := c.Query.Get(option); used && !advanced {
			return nil, odata.UnsupportedQuery(
				"The specified %s to the reference property query is currently not supported.", option[1:])
		}
	}
	if err := c.Lacks("$filter", "$search", "$orderby", "$expand"); err != nil {
		return nil, err
	}
	if err := c.refuseSkip(); err != nil {
		return nil, err
	}
	selected, err := objectType.Get().ParseSelect(c.Query)
	if err != nil {
		return nil, err
	}
	encoder := c.newLinkedEncoder(selected)
	return c.page(listing{
		set: selected.Context("directoryObjects", false), len: len(objects), advanced: advanced,
		append: func(b []byte, i int) []byte { return encoder.append(b, objects[i]) },
	})
}
