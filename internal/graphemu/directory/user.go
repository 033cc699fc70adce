package directory

import "github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"

// GetMe answers GET /me.
func GetMe(c *Call) (*odata.Response, error) {
	i, _, err := c.Subject()
	if err != nil {
		return nil, err
	}
	return c.oneUser(i, true)
}

// GetUser answers GET /users/{user}.
func GetUser(c *Call) (*odata.Response, error) {
	i, byID, err := c.Subject()
	if err != nil {
		return nil, err
	}
	return c.oneUser(i, byID)
}

// oneUser writes the user of row i. byID is set unless the path names it by its user principal name.
func (c *Call) oneUser(i int, byID bool) (*odata.Response, error) {
	if err := c.allowUser(i); err != nil {
		return nil, err
	}
	if err := c.SingleOnly(); err != nil {
		return nil, err
	}
	selected, err := userType.Get().ParseSelect(c.Query)
	if err != nil {
		return nil, err
	}
	if selected.Has(signInActivity) && !byID {
		return nil, odata.BadRequest("Get By Key only supports UserId and the key has to be a valid Guid")
	}
	if err := c.allowProperties(selected.Has); err != nil {
		return nil, err
	}
	expand, err := c.parseExpand(false)
	if err != nil {
		return nil, err
	}
	d := c.Directory
	b := odata.AppendString([]byte(`{"@odata.context":`), c.Context(selected.Context(usersSet, true)))
	b = odata.NewEncoder(selected, c.readable(i)).Append(b, d.Row(i))
	b = expand.append(append(b, '}'), d, i)
	return &odata.Response{Body: b, Items: 1}, nil
}

// GetManager answers GET /me/manager and GET /users/{user}/manager.
func GetManager(c *Call) (*odata.Response, error) {
	i, _, err := c.Subject()
	if err != nil {
		return nil, err
	}
	if err := c.allowLinked(fullUserPermissions()); err != nil {
		return nil, err
	}
	if err := c.SingleOnly(); err != nil {
		return nil, err
	}
	selected, err := userType.Get().ParseSelect(c.Query)
	if err != nil {
		return nil, err
	}
	expand, err := c.parseExpand(false)
	if err != nil {
		return nil, err
	}
	m, ok := c.Directory.manager(i)
	if !ok {
		return nil, odata.NotFound("manager")
	}
	resp := c.oneObject(m, c.newObjectEncoder(selected, c.readable(m)), selected)
	resp.Body = expand.append(resp.Body, c.Directory, m)
	return resp, nil
}
