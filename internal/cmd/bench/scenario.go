package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
)

// scenario is one configuration.
type scenario struct {
	name   string
	users  int    // in the directory
	source string // the data source
	count  string // the expression for the output
	config string // its arguments
	pages  bool   // whether it is pages that are read
	seed   bool   // whether the directory has the company of the seed too
}

func everybody(n int) scenario {
	return scenario{
		name: people(n), users: n, source: "graph_users", count: "length(data.graph_users.all.users)",
		config: "all = true", pages: true,
	}
}

// inParts reads everybody with parallel.
func inParts(n int) scenario {
	s := everybody(n)
	s.name += ", `parallel`"
	s.config += "\n  parallel = true"
	s.pages = false
	return s
}

// members reads the members of a group of n, on three levels.
func members(n int) scenario {
	return scenario{
		name: number(n) + " members of a group", users: n, source: "graph_group_members",
		count:  "length(data.graph_group_members.all.users)",
		config: fmt.Sprintf("group      = %q\n  transitive = true", directory.EverybodyID), pages: true, seed: true,
	}
}

// slim reads three attributes of everybody.
func slim(n int) scenario {
	return scenario{
		name: people(n) + ", 3 attributes", users: n, source: "graph_query",
		count:  "length(data.graph_query.all.result)",
		config: `path = "/users"` + "\n" + `  query = { "$top" = "999" }` + "\n" + `  select = ["id", "displayName", "mail"]`,
		pages:  true,
	}
}

// byName looks users up by one list of names.
func byName(n int) scenario {
	return scenario{
		name: number(n) + " names", users: n, source: "graph_users", count: "length(data.graph_users.all.users)",
		config: "user_principal_names = " + names(n),
	}
}

// oneByOne reads users with a data source for each.
func oneByOne(n int) scenario {
	return scenario{
		name: number(n) + " × `graph_user`", users: n, source: "graph_user", count: "length(data.graph_user.all)",
		config: "for_each            = toset(" + names(n) + ")\n  user_principal_name = each.value",
	}
}

// label returns the name without marks.
func (s scenario) label() string { return strings.ReplaceAll(s.name, "`", "") }

func people(n int) string {
	if n == 1 {
		return "1 user"
	}
	return number(n) + " users"
}

// number returns a number with commas.
func number(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

func names(n int) string {
	quoted := make([]string, n)
	for i := range quoted {
		quoted[i] = fmt.Sprintf("%q", directory.GeneratedUPN(i))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
