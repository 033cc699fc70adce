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

// permissionTodo returns what to do about a refused call: it names the least permission for the kind of token that was
// used. It returns "" if the call or the permissions of the token are not known.
func permissionTodo(answer *graph.Error) string {
	call, known := permission.Named(answer.Call)
	if !known || answer.Grant.Permissions == nil {
		return ""
	}
	kind, needed := "application", call.Application
	if answer.Grant.Delegated {
		kind, needed = "delegated", call.Delegated
	}
	enough := permission.Sufficient(needed, answer.Grant.Permissions)
	rank := "the least permission"
	if enough != needed {
		rank = "which is more than enough"
	}
	switch {
	case needed == "":
		return fmt.Sprintf("%s works for a signed-in person only. Sign in as a person, with %s or the Azure CLI (az login).",
			call.Name, LoginCommand(session.Session{}))
	case enough == "":
		return fmt.Sprintf("%s needs at least the %s permission %s. Add it to the app registration, have an administrator "+
			"consent where that is needed, and sign in again: it takes effect with the next token.", call.Name, kind, needed)
	case answer.Grant.Delegated:
		return fmt.Sprintf("the token carries %s, %s for %s, so the person is not allowed to read this: "+
			"guests may read only themselves, and no permission exceeds the person's own rights. %s",
			enough, rank, call.Name, ownPermission)
	default:
		return fmt.Sprintf("the token carries %s, %s for %s. %s A policy of the tenant can deny an application "+
			"access to a mailbox.", enough, rank, call.Name, ownPermission)
	}
}
