package provider

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A selection holds the arguments of graph_users. Users are selected by keys, by a query, or by all.
type selection map[string]tftypes.Value

// checkSelection adds an error for each argument that another one excludes, and if nothing is selected. Since an
// unknown value may turn out to be null, the read checks the arguments again.
func checkSelection(diags *diag.Diagnostics, config tftypes.Value) {
	var s selection
	if err := config.As((*map[string]tftypes.Value)(&s)); err != nil {
		addError(diags, failure{doing: "read the configuration", err: err})
		return
	}
	keys := slices.DeleteFunc(pluralNames(), func(name string) bool { return !s.set(name) })
	all := s.isTrue("all")
	if s.isTrue("parallel") {
		s.checkParallel(diags)
	}
	switch {
	case len(keys) > 0:
		s.checkKeys(diags, keys, all)
	case all:
		for _, name := range []string{"filter", "search"} {
			if s.set(name) {
				addConflict(diags, "all", name, "leave one of them out.")
			}
		}
	case !s.open() && !s.set("filter") && !s.set("search"):
		diags.AddAttributeError(path.Root("all"), "No users selected", "All keys, filter and search are left out or "+
			"null.\n\nWhat to do: set a list of keys, such as mails, or filter or search, or all = true to read all users.")
	}
}

// checkKeys adds an error for each argument that the first list of keys excludes.
func (s selection) checkKeys(diags *diag.Diagnostics, keys []string, all bool) {
	first := keys[0]
	for _, name := range keys[1:] {
		addConflict(diags, name, first, "use one data source for each kind of key.")
	}
	for _, name := range slices.Sorted(maps.Keys(queryArguments())) {
		if s.set(name) {
			addConflict(diags, name, first,
				"leave it out, since the keys select the users; a for expression narrows the result.")
		}
	}
	if all {
		addConflict(diags, "all", first, "leave one of them out.")
	}
}

// checkParallel adds an error for each argument that reading in parts excludes, since Graph cannot combine it with the
// filter of a part.
func (s selection) checkParallel(diags *diag.Diagnostics) {
	if s["all"].IsKnown() && !s.isTrue("all") {
		diags.AddAttributeError(path.Root("parallel"), "Only all users are read in parallel",
			"parallel is set, and all is not.\n\nWhat to do: set all = true, or leave parallel out.")
	}
	for _, name := range []string{"include_manager", "limit", "order_by"} {
		if s.set(name) && !s[name].Equal(tftypes.NewValue(tftypes.Bool, false)) {
			addConflict(diags, "parallel", name, "leave one of them out.")
		}
	}
}

// isTrue reports whether an argument is known to be true.
func (s selection) isTrue(name string) bool {
	return s.set(name) && s[name].Equal(tftypes.NewValue(tftypes.Bool, true))
}

// set reports whether an argument has a value that is known.
func (s selection) set(name string) bool { return s[name].IsKnown() && !s[name].IsNull() }

// open reports whether an argument that may select users is not known yet.
func (s selection) open() bool {
	return slices.ContainsFunc(append(pluralNames(), "filter", "search", "all"), func(name string) bool {
		return !s[name].IsKnown()
	})
}

// pluralNames returns the arguments that hold lists of keys.
func pluralNames() []string {
	names := make([]string, len(userKeys))
	for i, key := range userKeys {
		names[i] = key.plural
	}
	return names
}

func addConflict(diags *diag.Diagnostics, name, other, todo string) {
	diags.AddAttributeError(path.Root(name), "Arguments exclude each other",
		fmt.Sprintf("%s cannot be used together with %s.\n\nWhat to do: %s", name, other, todo))
}
