package explain

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/retry"
	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// A Remedy is what to do about an error response. The first that matches counts.
type Remedy struct {
	Status int
	Code   string       // "" matches any code
	Phrase graph.Phrase // the zero value matches any message
	Silent bool         // matches only a response without a message

	Todo  string
	About []string // the arguments that may be at fault, the most likely first
	Among []string // the arguments of which one may be at fault, none more likely than the others
	Lacks Lack
}

// A Lack is what the token or the user lacks.
type Lack int

// What may be lacking. A missing permission is named where it is known; a missing license is not one of them.
const (
	Nothing Lack = iota
	Permission
	Access // a permission or, if that is not known to be missing, what Todo is about
	License
)

func (r Remedy) matches(answer *graph.Error) bool {
	return r.Status == answer.Status && (r.Code == "" || strings.EqualFold(r.Code, answer.Code)) &&
		answer.Says(r.Phrase) && (!r.Silent || answer.Silent)
}

// refined is an error with remedies that are tried before the general ones.
type refined struct {
	err      error
	remedies []Remedy
}

func (e *refined) Error() string { return e.err.Error() }

func (e *refined) Unwrap() error { return e.err }

// Refine returns err with remedies that are tried before the general ones. It returns nil for nil.
func Refine(err error, remedies []Remedy) error {
	if err == nil {
		return nil
	}
	return &refined{err, remedies}
}

func refinements(err error) []Remedy {
	if e, ok := errors.AsType[*refined](err); ok {
		return e.remedies
	}
	return nil
}

// remedyFor returns the first remedy that matches. A code is more specific than a status.
func remedyFor(answer *graph.Error, own []Remedy) Remedy {
	for _, known := range [][]Remedy{own, remedies} {
		for _, r := range known {
			if r.matches(answer) {
				return r
			}
		}
	}
	switch {
	case answer.Status >= http.StatusInternalServerError || retry.Transient(answer.Status):
		return Remedy{Todo: "wait a while and run it again. See https://status.cloud.microsoft for " +
			"known problems."}
	case answer.Code == "" && !answer.JSON:
		return Remedy{Todo: Interposed + "Check graph_endpoint and HTTPS_PROXY."}
	case answer.Code == "":
		return Remedy{Todo: "Graph gives no reason. A guest, a personal account or a user without a mailbox may not have " +
			"what was requested. Microsoft's support can find out more with the ids below."}
	default:
		return Remedy{Todo: "see Graph's message above; https://learn.microsoft.com/graph/errors explains its codes."}
	}
}

// query holds the arguments that a query of users is made of.
var query = []string{"filter", "search", "order_by"}

// NeedsPerson is the remedy for a call about the signed-in person if an application is signed in.
var NeedsPerson = Remedy{
	Status: 400, Code: "BadRequest", Phrase: graph.NeedsPerson,
	Todo: "this needs a signed-in person, and an application is signed in. Sign in as a person, with " +
		LoginCommand(session.Session{}) + ", the Azure CLI (az login) or the token of a person in access_token; or read " +
		"another user, with user = \"…\" or data \"graph_user\".",
}

// remedies holds the general remedies, in the order in which they are tried.
var remedies = []Remedy{
	NeedsPerson,
	{Status: 400, Phrase: graph.AboutSelect, About: []string{"additional_properties"},
		Todo: correctName},
	{Status: 400, Phrase: graph.PersonalAccount,
		Todo: "sign in with an account of a tenant. The name is right, but a personal Microsoft account is signed in, " +
			"which has no directory."},
	{Status: 400, Phrase: graph.UnknownProperty, Among: append(slices.Clone(query), "additional_properties"),
		Todo: correctName},
	{Status: 400, Phrase: graph.AboutOrder, About: []string{"order_by"},
		Todo: "sort by a property that Graph can sort by, such as displayName or userPrincipalName, with or without desc " +
			"after it."},
	{Status: 400, Phrase: graph.UnknownVersion,
		Todo: "check graph_endpoint: after its host, it must have the path that the gateway has before v1.0."},
	{Status: 400, Phrase: graph.UnknownSegment,
		Todo: "check graph_endpoint: it must be the root, without the version."},
	{Status: 400, Phrase: graph.NoAdvanced, Among: query,
		Todo: "this tenant does not support advanced queries, as B2C tenants do not. Find users by id, user principal name " +
			"or mail, or with a filter that uses eq; or read more users and narrow them with a for expression."},
	{Status: 400, Code: "Request_UnsupportedQuery", Among: query,
		Todo: "Graph cannot filter, search or sort in this way. See https://aka.ms/graph-docs/advanced-queries for what " +
			"each property supports. To find a word in a name, use search instead of contains; or read more users and narrow " +
			"them with a for expression."},
	{Status: 400, Phrase: graph.AboutLiterals, About: []string{"filter"}, Todo: literals},
	{Status: 400, Among: query,
		Todo: "check filter, search and order_by against https://learn.microsoft.com/graph/filter-query-parameter. In " +
			"filter, " + literals},
	{Status: 401, Code: "NoPermissionsInAccessToken", Lacks: Permission, Todo: noPermissions},
	{Status: 401, Phrase: graph.NoPermissions, Lacks: Permission, Todo: noPermissions},
	{Status: 401,
		Todo: "sign in again: the token may have expired, been revoked or be meant for another service or cloud. A token " +
			"in access_token or GRAPH_ACCESS_TOKEN must be for the Microsoft Graph of environment, and the provider cannot " +
			"renew it."},
	{Status: 403, Code: "Authentication_RequestFromNonPremiumTenantOrB2CTenant", Lacks: License,
		Todo: "this property needs a Microsoft Entra ID P1 or P2 licence in the tenant. Leave it out of " +
			"additional_properties."},
	{Status: 403, Phrase: graph.NoLicense, Lacks: License,
		Todo: GiveLicense},
	{Status: 403, Code: "Authorization_IdentityNotFound",
		Todo: "the application is not known in this tenant. Have an administrator consent to it there, and check tenant_id."},
	{Status: 403, Lacks: Permission,
		Todo: "grant the permission that the page of this data source names (delegated for a person, application for an " +
			"application), and have an administrator consent where that is needed. A new permission takes effect with the " +
			"next token."},
	{Status: 404, Code: "NotFound",
		Todo: "run it again, since this may be temporary. If it is not, Graph does not offer this call here: a gateway or " +
			"another cloud in graph_endpoint may lack it. If an application is signed in, check whether the page of this data " +
			"source requires a signed-in person."},
	{Status: 404, Code: "Request_ResourceNotFound",
		Todo: "check the spelling and the tenant that you are signed in to."},
	{Status: 429,
		Todo: "read less at once, with a filter, a limit or a lower max_concurrent_requests in the provider block; or run " +
			"it later."},
	{Status: 501, Code: "EmulatorNotImplemented",
		Todo: "read this from a tenant: the emulator supports only a part of Microsoft Graph."},
	{Status: 501,
		Todo: "Graph does not return one of the properties for many users. Read it for one user with data \"graph_user\"."},
}

// GiveLicense is what to do if the message names a license that the user lacks.
const GiveLicense = "give the user the licence that the message names. No permission is missing."

// literals is how the values of a filter are written.
const literals = "write comparisons with eq, ne, ge, le and so on. Put strings in single quotes, and double a single " +
	"quote inside of them, as provider::graph::odata_quote does. Do not put dates, numbers, true, false or null in quotes."

const noPermissions = "grant the application the permission that the page of this data source names, and have an " +
	"administrator consent to it: the token carries none that this service knows. The permission takes effect with the " +
	"next token."

const correctName = "correct the name. In filter, search, order_by and additional_properties, write properties as " +
	"Graph does, such as displayName."
