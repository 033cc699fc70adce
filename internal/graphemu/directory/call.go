package directory

import (
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// Call is one Graph request with the directory that it concerns.
type Call struct {
	*odata.Request
	Directory *Directory
	Caller    Caller
}

// Caller is whom the token of a request was issued to.
type Caller struct {
	ObjectID    string
	Person      bool // A person signed in; else an application did.
	Permissions []string
}

// Has reports whether the caller has one of the permissions.
func (c Caller) Has(anyOf []string) bool {
	return slices.ContainsFunc(c.Permissions, func(p string) bool { return slices.Contains(anyOf, p) })
}

// SignedIn returns the row of the person whose token this is.
func (c *Call) SignedIn() (int, bool) {
	if !c.Caller.Person {
		return 0, false
	}
	return c.Directory.Find(c.Caller.ObjectID)
}

// Subject returns the row of the user that the path names, which is the signed-in person without {user}.
func (c *Call) Subject() (i int, byID bool, err error) {
	key, named := c.Params["user"]
	if !named {
		if !c.Caller.Person {
			return 0, false, odata.BadRequest("/me request is only valid with delegated authentication flow.")
		}
		key = c.Caller.ObjectID
	}
	i, ok := c.Directory.Find(key)
	switch property := strings.ToLower(c.Params["user="]); property {
	case "":
	case "id":
		ok = ok && odata.IsGUID(key)
	case "userprincipalname":
		ok = ok && !odata.IsGUID(key)
	default: // The words are ours.
		return 0, false, odata.BadRequest("Bad Request - Error in query syntax. Property '%s' is no key.", property)
	}
	if !ok {
		return 0, false, odata.NotFound(key)
	}
	return i, odata.IsGUID(key), nil
}
