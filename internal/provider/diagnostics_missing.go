package provider

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// shown is how many keys an error lists before it only counts them.
const shown = 20

// addMissing tells that keys belong to nothing. err is what Graph answered, or nil where it found fewer than were asked for.
func addMissing(diags *diag.Diagnostics, at path.Path, thing string, keys []string, err error) {
	seen := fmt.Sprintf("No %s has this key: %s.", thing, quoted(keys))
	if len(keys) > 1 {
		seen = fmt.Sprintf("%d keys belong to no %s: %s.", len(keys), thing, quoted(keys))
	}
	todo := "check the spelling and the tenant that you are signed in to, or set ignore_missing = true."
	if named(at, "user", "user_principal_name", "user_principal_names") && slices.ContainsFunc(keys, looksLikeAddress) {
		todo += " The user principal name of a guest is made from the address: ada@example.com becomes ada_example.com#EXT#@ followed by a domain of this tenant. Guests are easier to find by mail."
	}
	a := advice{seen: seen, todo: todo}
	if answer, ok := errors.AsType[*graph.Error](err); ok {
		a.seen += " " + answered(answer)
		a.ids = requestIDs(answer)
	}
	addAt(diags, at, "Cannot find the "+thing, a.String())
}

func quoted(keys []string) string {
	var b strings.Builder
	for i, key := range keys {
		if i == shown {
			fmt.Fprintf(&b, " and %d more", len(keys)-shown)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%q", key)
	}
	return b.String()
}

// looksLikeAddress says that a key could be the address of a guest.
func looksLikeAddress(key string) bool {
	return strings.Contains(key, "@") && !strings.Contains(key, "#EXT#")
}

// named says whether a path is that of one of the arguments.
func named(at path.Path, arguments ...string) bool {
	return slices.ContainsFunc(arguments, func(name string) bool { return at.Equal(path.Root(name)) })
}
