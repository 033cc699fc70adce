package main

import (
	"fmt"
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
}

func everybody(n int) scenario {
	return scenario{
		name: fmt.Sprintf("%d users", n), users: n, source: "graph_users", count: "length(data.graph_users.all.users)",
		config: "all = true", pages: true,
	}
}

// slim reads three attributes of everybody.
func slim(n int) scenario {
	return scenario{
		name: fmt.Sprintf("%d users, 3 attributes", n), users: n, source: "graph_query",
		count:  "length(data.graph_query.all.result)",
		config: `path = "/users"` + "\n" + `  query = { "$top" = "999" }` + "\n" + `  select = ["id", "displayName", "mail"]`,
		pages:  true,
	}
}

// byName looks users up by one list of names.
func byName(n int) scenario {
	return scenario{
		name: fmt.Sprintf("%d names", n), users: n, source: "graph_users", count: "length(data.graph_users.all.users)",
		config: "user_principal_names = " + names(n),
	}
}

// oneByOne reads users with a data source for each.
func oneByOne(n int) scenario {
	return scenario{
		name: fmt.Sprintf("%d × `graph_user`", n), users: n, source: "graph_user", count: "length(data.graph_user.all)",
		config: "for_each            = toset(" + names(n) + ")\n  user_principal_name = each.value",
	}
}

func names(n int) string {
	quoted := make([]string, n)
	for i := range quoted {
		quoted[i] = fmt.Sprintf("%q", directory.GeneratedUPN(i))
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
