package graphemu

import "strings"

// getContact answers GET /contacts/{contact}.
func getContact(c *call) (*response, error) {
	i, err := c.contactRow()
	if err != nil {
		return nil, err
	}
	selected, err := contactType.parseSelect(c.query)
	if err != nil {
		return nil, err
	}
	b := appendString([]byte(`{"@odata.context":`), c.context(selected.context("contacts", true)))
	b = append(newEncoder(selected, nil).append(b, c.directory.row(i)), '}')
	return &response{body: b, items: 1}, nil
}

// getContactManager answers GET /contacts/{contact}/manager, in the shape of a user's manager.
func getContactManager(c *call) (*response, error) {
	i, err := c.contactRow()
	if err != nil {
		return nil, err
	}
	selected, err := userType.parseSelect(c.query)
	if err != nil {
		return nil, err
	}
	m, ok := c.directory.manager(i)
	if !ok {
		return nil, notFound("manager")
	}
	return c.oneObject(m, c.newObjectEncoder(selected, c.readable(m)), selected), nil
}

// contactRow checks the permission and the options, and finds the contact that the path names.
func (c *call) contactRow() (int, error) {
	if err := c.allow(contactPermissions); err != nil {
		return 0, err
	}
	if err := c.singleOnly(); err != nil {
		return 0, err
	}
	key := c.params["contact"]
	i, ok := c.directory.contacts[strings.ToLower(key)]
	if !ok {
		return 0, notFound(key)
	}
	return i, nil
}
