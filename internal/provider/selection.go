package provider

import (
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// A selection holds the arguments that select objects: keys, a query, or all.
type selection struct {
	kind      objectKind
	arguments map[string]tftypes.Value
}

// checkSelection adds an error for each argument that another one excludes, and if nothing is selected. Since an
// unknown value may turn out to be null, the read checks the arguments again.
func (k objectKind) checkSelection(diags *diag.Diagnostics, config tftypes.Value) {
	s := selection{kind: k}
	if err := config.As(&s.arguments); err != nil {
		addError(diags, failure{doing: "read the configuration", err: err})
		return
	}
	keys := slices.DeleteFunc(s.keys(), func(name string) bool { return !s.set(name) })
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
		diags.AddAttributeError(path.Root("all"), "No "+k.plural()+" selected", fmt.Sprintf(
			"All keys, filter and search are left out or null.\n\nWhat to do: set a list of keys, such as mails, or filter or "+
				"search, or all = true to read all %s.", k.plural()))
	}
}

// checkKeys adds an error for each argument that the first list of keys excludes.
func (s selection) checkKeys(diags *diag.Diagnostics, keys []string, all bool) {
	first := keys[0]
	for _, name := range keys[1:] {
		addConflict(diags, name, first, "use one data source for each kind of key.")
	}
	for _, name := range slices.Sorted(maps.Keys(queryArguments("", ""))) {
		if s.set(name) {
			addConflict(diags, name, first, fmt.Sprintf(
				"leave it out, since the keys select the %s; a for expression narrows the result.", s.kind.plural()))
		}
	}
	if all {
		addConflict(diags, "all", first, "leave one of them out.")
	}
}

// checkParallel adds an error for each argument that reading in parts excludes, since Graph cannot combine it with the
// filter of a part.
func (s selection) checkParallel(diags *diag.Diagnostics) {
	if s.arguments["all"].IsKnown() && !s.isTrue("all") {
		diags.AddAttributeError(path.Root("parallel"), "Only all users are read in parallel",
			"parallel is set, and all is not.\n\nWhat to do: set all = true, or leave parallel out.")
	}
	for _, name := range []string{"include_manager", "limit", "order_by"} {
		if s.set(name) && !s.arguments[name].Equal(tftypes.NewValue(tftypes.Bool, false)) {
			addConflict(diags, "parallel", name, "leave one of them out.")
		}
	}
}

// isTrue reports whether an argument is known to be true.
func (s selection) isTrue(name string) bool {
	return s.set(name) && s.arguments[name].Equal(tftypes.NewValue(tftypes.Bool, true))
}

// set reports whether an argument has a value that is known.
func (s selection) set(name string) bool {
	return s.arguments[name].IsKnown() && !s.arguments[name].IsNull()
}

// open reports whether an argument that may select something is not known yet.
func (s selection) open() bool {
	return slices.ContainsFunc(append(s.keys(), "filter", "search", "all"), func(name string) bool {
		return !s.arguments[name].IsKnown()
	})
}

// keys returns the arguments that hold lists of keys.
func (s selection) keys() []string {
	names := make([]string, len(s.kind.keys))
	for i, key := range s.kind.keys {
		names[i] = key.plural
	}
	return names
}

func addConflict(diags *diag.Diagnostics, name, other, todo string) {
	diags.AddAttributeError(path.Root(name), "Arguments exclude each other",
		fmt.Sprintf("%s cannot be used together with %s.\n\nWhat to do: %s", name, other, todo))
}
