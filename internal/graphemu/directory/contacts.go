package directory

import (
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// GetContact answers GET /contacts/{contact}.
func GetContact(c *Call) (*odata.Response, error) {
	i, err := c.contactRow()
	if err != nil {
		return nil, err
	}
	selected, err := contactType.Get().ParseSelect(c.Query)
	if err != nil {
		return nil, err
	}
	b := odata.AppendString([]byte(`{"@odata.context":`), c.Context(selected.Context("contacts", true)))
	b = append(odata.NewEncoder(selected, nil).Append(b, c.Directory.Row(i)), '}')
	return &odata.Response{Body: b, Items: 1}, nil
}

// GetContactManager answers GET /contacts/{contact}/manager, in the shape of a user's manager.
func GetContactManager(c *Call) (*odata.Response, error) {
	i, err := c.contactRow()
	if err != nil {
		return nil, err
	}
	selected, err := userType.Get().ParseSelect(c.Query)
	if err != nil {
		return nil, err
	}
	m, ok := c.Directory.manager(i)
	if !ok {
		return nil, odata.NotFound("manager")
	}
	return c.oneObject(m, c.newObjectEncoder(selected, c.readable(m)), selected), nil
}

// contactRow checks the permission and the options, and finds the contact that the path names.
func (c *Call) contactRow() (int, error) {
	if err := c.allow(contactPermissions); err != nil {
		return 0, err
	}
	if err := c.SingleOnly(); err != nil {
		return 0, err
	}
	if err := c.Lacks("$expand"); err != nil {
		return 0, err
	}
	key := c.Params["contact"]
	i, ok := c.Directory.contacts[strings.ToLower(key)]
	if !ok {
		return 0, odata.NotFound(key)
	}
	return i, nil
}
