package graphemu

// getMe answers GET /me.
func getMe(c *call) (*response, error) {
	i, _, err := c.subject()
	if err != nil {
		return nil, err
	}
	return c.oneUser(i, true)
}

// getUser answers GET /users/{user}.
func getUser(c *call) (*response, error) {
	i, byID, err := c.subject()
	if err != nil {
		return nil, err
	}
	return c.oneUser(i, byID)
}

// subject returns the row of the user that the path names, which is the signed-in person without {user}.
func (c *call) subject() (i int, byID bool, err error) {
	key, named := c.params["user"]
	if !named {
		if !c.caller.person {
			return 0, false, badRequest("/me request is only valid with delegated authentication flow.")
		}
		key = c.caller.objectID
	}
	i, ok := c.directory.find(key)
	if !ok {
		return 0, false, notFound(key)
	}
	return i, isGUID(key), nil
}

// oneUser writes the user of row i. byID says that the path did not name it by user principal name.
func (c *call) oneUser(i int, byID bool) (*response, error) {
	if err := c.allowUser(i); err != nil {
		return nil, err
	}
	if err := c.singleOnly(); err != nil {
		return nil, err
	}
	selected, err := userType.parseSelect(c.query)
	if err != nil {
		return nil, err
	}
	if selected.has(signInActivity) && !byID {
		return nil, badRequest("Get By Key only supports UserId and the key has to be a valid Guid")
	}
	if err := c.allowProperties(selected); err != nil {
		return nil, err
	}
	expand, err := c.parseExpand(false)
	if err != nil {
		return nil, err
	}
	d := c.directory
	b := appendString([]byte(`{"@odata.context":`), c.context(selected.context(usersSet, true)))
	b = newEncoder(selected, c.readable(i)).append(b, d.row(i))
	b = expand.append(append(b, '}'), d, i)
	return &response{body: b, items: 1}, nil
}

// getManager answers GET /me/manager and GET /users/{user}/manager.
func getManager(c *call) (*response, error) {
	i, _, err := c.subject()
	if err != nil {
		return nil, err
	}
	if err := c.allow(managerPermissions); err != nil {
		return nil, err
	}
	if err := c.singleOnly(); err != nil {
		return nil, err
	}
	selected, err := userType.parseSelect(c.query)
	if err != nil {
		return nil, err
	}
	d := c.directory
	m, ok := d.manager(i)
	if !ok {
		return nil, notFound("manager")
	}
	return c.oneObject(m, c.newObjectEncoder(selected, nil), selected), nil
}
