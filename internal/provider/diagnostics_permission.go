package provider

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// carried tells what the token of a refused request lets its holder do, if it says.
func carried(answer *graph.Error) string {
	if answer.Status != http.StatusForbidden || answer.Grant.Permissions == nil {
		return ""
	}
	who := "an application"
	if answer.Grant.Delegated {
		who = "a person"
	}
	return fmt.Sprintf("\n\nThe token is that of %s and carries %s.", who, cmp.Or(strings.Join(answer.Grant.Permissions, ", "), "no permission"))
}

// permissionRemedy names the permission that a refused call needs at least, for the kind of token that was used; "" where
// the call or the token does not tell.
func permissionRemedy(answer *graph.Error) string {
	p, known := permissionOf(answer)
	if !known || answer.Grant.Permissions == nil {
		return ""
	}
	kind, needed := "application", p.application
	if answer.Grant.Delegated {
		kind, needed = "delegated", p.delegated
	}
	switch {
	case needed == "":
		return fmt.Sprintf("%s is for a signed-in person only. Sign one in, by terraform-provider-graph login or the Azure CLI (az login).", p.call)
	case !slices.Contains(answer.Grant.Permissions, needed):
		return fmt.Sprintf("%s needs at least the %s permission %s. Add it to the app registration, have an administrator consent where that is needed, and sign in again: it takes effect with the next token.", p.call, kind, needed)
	case answer.Grant.Delegated:
		return fmt.Sprintf("the token carries %s, which %s needs at least, so it is the person who may not: guests read nobody but themselves, and no permission goes beyond the person's own rights. If a manager or a property is asked for that needs a permission of its own, grant that; the guide \"Permissions\" names them.", needed, p.call)
	default:
		return fmt.Sprintf("the token carries %s, which %s needs at least. If a manager or a property is asked for that needs a permission of its own, grant that; the guide \"Permissions\" names them. A policy of the tenant can keep an application from a mailbox.", needed, p.call)
	}
}

// permissionOf finds the row of a call by its path. What lies below one that is known, as the bytes of a photo do, needs the
// same.
func permissionOf(answer *graph.Error) (permission, bool) {
	segments := strings.Split(strings.Trim(answer.Path, "/"), "/")
	version := slices.IndexFunc(segments, func(s string) bool { return s == "v1.0" || s == "beta" })
	if version < 0 {
		return permission{}, false
	}
	for rest := segments[version+1:]; len(rest) > 0; rest = rest[:len(rest)-1] {
		for _, p := range permissions {
			method, path, _ := strings.Cut(p.call, " /")
			if method == answer.Method && samePath(strings.Split(path, "/"), rest) {
				return p, true
			}
		}
		if last := rest[len(rest)-1]; last != "$value" && !slices.Contains(photoSizes, last) {
			break // A path of its own, of which nothing is known.
		}
	}
	return permission{}, false
}

// samePath compares the path of a row with that of a call.
func samePath(row, call []string) bool {
	return slices.EqualFunc(row, call, func(want, got string) bool {
		return want == "{id}" || strings.EqualFold(want, got) || want == "photo" && strings.EqualFold(got, "photos")
	})
}
