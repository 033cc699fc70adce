package directory

import (
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// ListDirectoryRoles answers GET /directoryRoles: the roles that are activated in the tenant.
func ListDirectoryRoles(c *Call) (*odata.Response, error) {
	if err := c.allow(readers(directoryRoleType.Get())); err != nil {
		return nil, err
	}
	if err := c.Lacks("$filter", "$search", "$orderby", "$expand", "$top", "$count"); err != nil {
		return nil, err
	}
	selected, err := directoryRoleType.Get().ParseSelect(c.Query)
	if err != nil {
		return nil, err
	}
	roles, encoder := c.Directory.roles(), odata.NewEncoder(selected, nil)
	return c.page(listing{
		set: selected.Context("directoryRoles", false), len: len(roles),
		append: func(b []byte, i int) []byte { return encoder.AppendObject(b, roles[i]) },
	})
}

// ListRoleMembers answers GET /directoryRoles/{role}/members.
func ListRoleMembers(c *Call) (*odata.Response, error) {
	if err := c.allow(readers(directoryRoleType.Get())); err != nil {
		return nil, err
	}
	for _, role := range c.Directory.roles() {
		if strings.EqualFold(role.id(), c.Params["role"]) {
			return c.listLinked(c.Directory.members(role.Row))
		}
	}
	return nil, odata.NotFound(c.Params["role"])
}

// roles returns the directory roles.
func (d *Directory) roles() []linked {
	var list []linked
	for _, one := range d.others {
		if one.typ == directoryRoleType.Get() {
			list = append(list, one)
		}
	}
	return list
}
