package directory

import (
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// ListDirectoryRoles answers GET /directoryRoles: the roles that are activated in the tenant.
func ListDirectoryRoles(c *Call) (*odata.Response, error) {
	if err := c.allow(readers[directoryRoleType]); err != nil {
		return nil, err
	}
	if err := c.Lacks("$filter", "$search", "$orderby", "$expand", "$top", "$count"); err != nil {
		return nil, err
	}
	selected, err := directoryRoleType.ParseSelect(c.Query)
	if err != nil {
		return nil, err
	}
	roles, encoder := c.Directory.seed.DirectoryRoles, odata.NewEncoder(selected, nil)
	return c.page(listing{
		set: selected.Context("directoryRoles", false), len: len(roles),
		append: func(b []byte, i int) []byte { return encoder.AppendObject(b, &roles[i]) },
	})
}

// ListRoleMembers answers GET /directoryRoles/{role}/members.
func ListRoleMembers(c *Call) (*odata.Response, error) {
	if err := c.allow(readers[directoryRoleType]); err != nil {
		return nil, err
	}
	roles := c.Directory.seed.DirectoryRoles
	for i := range roles {
		if strings.EqualFold(roles[i].Value("id").Text, c.Params["role"]) {
			return c.listLinked(c.Directory.members(&roles[i]))
		}
	}
	return nil, odata.NotFound(c.Params["role"])
}
