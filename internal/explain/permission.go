package explain

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// carried describes which permissions the token of a refused request carries, if that is known.
func carried(answer *graph.Error) string {
	if answer.Grant.Permissions == nil {
		return ""
	}
	holder := "an application"
	if answer.Grant.Delegated {
		holder = "a person"
	}
	return fmt.Sprintf("\n\nThe token is that of %s and carries %s.",
		holder, cmp.Or(strings.Join(answer.Grant.Permissions, ", "), "no permission"))
}

// ownPermission is for calls that need a further permission for a part of what is read.
const ownPermission = "Managers and some properties need a permission of their own, which the guide \"Permissions\" " +
	"names; grant it if you read them. A filter, a search or an order by more than names and mail addresses needs " +
	"User.Read.All."

// permissionTodo returns what to do about a refused call, and reports whether it names a permission that is missing. It
// returns "" if the call or the permissions of the token are not known.
func permissionTodo(answer *graph.Error) (todo string, named bool) {
	call, known := permission.Named(answer.Call)
	if !known || answer.Grant.Permissions == nil {
		return "", false
	}
	delegated := answer.Grant.Delegated
	if enough := call.AllowedBy(delegated, answer.Grant.Permissions); enough != "" {
		return enoughTodo(call, delegated, enough), false
	}
	kind := "application"
	if delegated {
		kind = "delegated"
	}
	needed := call.Missing(delegated, answer.Grant.Permissions)
	switch {
	case needed != "":
		return fmt.Sprintf("%s needs at least the %s permission %s. Add it to the app registration, have an administrator "+
			"consent where that is needed, and sign in again: it takes effect with the next token.",
			call.Name, kind, needed), true
	case delegated:
		return fmt.Sprintf("no permission opens %s to a person, except for the person's own data. Set user = \"me\", or "+
			"sign in as an application, with %s.", call.Name, call.Application), false
	default:
		return fmt.Sprintf("%s works for a signed-in person only. Sign in as a person, with %s or the Azure CLI (az login).",
			call.Name, LoginCommand(session.Session{})), false
	}
}

// enoughTodo returns what to do about a refused call although the token carries a permission that is enough for it.
func enoughTodo(call permission.Call, delegated bool, enough string) string {
	rank := "the least permission"
	if enough != call.Least(delegated) {
		rank = "which is more than enough"
	}
	if delegated {
		return fmt.Sprintf("the token carries %s, %s for %s, so the person is not allowed to read this: "+
			"guests may read only themselves, and no permission exceeds the person's own rights. %s",
			enough, rank, call.Name, ownPermission)
	}
	return fmt.Sprintf("the token carries %s, %s for %s. %s A policy of the tenant can deny an application "+
		"access to a mailbox.", enough, rank, call.Name, ownPermission)
}
