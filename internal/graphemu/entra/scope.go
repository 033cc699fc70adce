package entra

import (
	"net/http"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// reservedScopes belong to the sign-in itself and to no resource.
var reservedScopes = late.Value[map[string]bool]{Make: func() map[string]bool {
	return odata.NameSet("openid profile email offline_access")
}}

// askedScopes are those that the client of a person asks for.
type askedScopes struct {
	resource string   // The root of Graph, without a slash at the end.
	prefix   string   // What stood before the permissions: the root and a slash, or nothing.
	graph    []string // Permissions of Graph without the prefix.
	reserved []string
	all      bool // .default: all that was consented to.
}

// scopes reads the parameter scope. Permissions stand with or without the root of Graph before them.
func (f tokenForm) scopes() (*askedScopes, *odata.Response) {
	asked := new(askedScopes)
	for scope := range strings.FieldsSeq(f.Get("scope")) {
		if reservedScopes.Get()[strings.ToLower(scope)] {
			asked.reserved = append(asked.reserved, strings.ToLower(scope))
			continue
		}
		i := strings.LastIndexByte(scope, '/')
		resource := strings.TrimSuffix(scope[:max(i, 0)], "/")
		if i < 0 {
			resource = standardResource(f.request)
		}
		if !knowsResource(f.request, resource) {
			return nil, tokenError(f.request, http.StatusBadRequest, 500011, "invalid_resource", unknownResource(resource))
		}
		if asked.resource != "" && asked.resource != resource {
			return nil, f.invalidScope(28000, "Provided value for the input parameter scope is not valid because it contains "+
				"more than one resource. Scope "+f.Get("scope")+" is not valid.")
		}
		asked.resource, asked.prefix = resource, scope[:i+1]
		if refusal := asked.add(f, scope[i+1:]); refusal != nil {
			return nil, refusal
		}
	}
	if asked.all && len(asked.graph) > 0 {
		return nil, f.invalidScope(70011, "The provided value for the input parameter 'scope' is not valid. The scope "+
			f.Get("scope")+" is not valid. .default scope can't be combined with resource-specific scopes.")
	}
	if asked.resource == "" {
		asked.resource = standardResource(f.request)
	}
	return asked, nil
}

// add takes a permission in the spelling of Graph, and refuses one that Graph does not have: see
// https://github.com/O365/python-o365/issues/551 and, for the code,
// https://github.com/MicrosoftDocs/azure-docs/issues/37280.
func (a *askedScopes) add(f tokenForm, permission string) *odata.Response {
	if permission == ".default" {
		a.all = true
		return nil
	}
	name, ok := scopeNames.Get()[strings.ToLower(permission)]
	if !ok {
		return tokenError(f.request, http.StatusBadRequest, 650053, "invalid_client", "The application 'emulator client' "+
			"asked for scope '"+permission+"' that doesn't exist on the resource '"+odata.GraphAppID+"'. Contact the app "+
			"vendor.")
	}
	a.graph = append(a.graph, name)
	return nil
}

func (f tokenForm) invalidScope(number int, message string) *odata.Response {
	return tokenError(f.request, http.StatusBadRequest, number, "invalid_scope", message)
}

// within returns the permissions of the token, and refuses what goes beyond those that there are; nil has no bounds.
func (a *askedScopes) within(f tokenForm, have []string) ([]string, *odata.Response) {
	switch {
	case a.all && have == nil:
		return WideScopes(), nil
	case a.all:
		return have, nil
	}
	for _, scope := range a.graph {
		if have != nil && !slices.Contains(have, scope) {
			return nil, f.invalidGrant(65001, "The user or administrator has not consented to use the application with ID '"+
				ClientID+"' named 'emulator client'. Send an interactive authorization request for this user and resource.")
		}
	}
	return a.graph, nil
}

// names are the scopes in the response, with the prefix that the request had.
func (a *askedScopes) names(granted []string) string {
	var names []string
	for _, scope := range granted {
		if reservedScopes.Get()[scope] {
			continue
		}
		names = append(names, a.prefix+scope)
	}
	for _, scope := range a.reserved {
		if scope != "offline_access" {
			names = append(names, scope)
		}
	}
	return strings.Join(names, " ")
}
