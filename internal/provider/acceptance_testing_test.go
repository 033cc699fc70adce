package provider_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// TestAccTesting runs the tests of the module in the guide: those that read the emulator, and those that have mocks and
// need neither Graph nor a sign-in.
func TestAccTesting(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.7.0", "1.8.0")
	srv := graphemu.NewServer(t, graphemu.Options{})
	for file, c := range map[string]struct {
		env  []string
		want string
	}{
		"emulator.tftest.hcl":      {personEnv(srv), "2 passed, 0 failed"},
		"without_graph.tftest.hcl": {nil, "1 passed, 0 failed"},
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			w := newWorkspace(t, exampleFiles(t, "testing"), c.env...)
			w.mustRun(t, "", "get")
			out := w.mustRun(t, "", "test", "-no-color", "-filter=tests/"+file)
			if !strings.Contains(out, c.want) {
				t.Errorf("got %s, want %q", out, c.want)
			}
		})
	}
}

// completeUser returns a user with each attribute that a list of users has, as HCL. Only key and name are not null.
func completeUser(t *testing.T) string {
	t.Helper()
	srv := graphemu.NewServer(t, graphemu.Options{})
	result := connect(t, asPerson(srv)).mustRead(t, "graph_users",
		values{"mails": []any{graphemu.PersonUPN}, "select": []any{"display_name"}})
	user, err := json.Marshal(result["users"].([]any)[0]) //nolint:forcetypeassert // By the schema.
	if err != nil {
		t.Fatal(err)
	}
	return string(user)
}

// TestAccTesting_mocks holds what the guide says about mocks: a mock without values, a list, and an object inside one.
func TestAccTesting_mocks(t *testing.T) {
	t.Parallel()
	e := onEngine(t, "1.7.0", "1.8.0")
	config := requiredProviders + `
data "graph_user" "one" {
  user_principal_name = "ada@example.com"
}
data "graph_users" "many" {
  mails = ["ada@example.com"]
}
`
	mocks := func(dataSource, value string) string {
		return "mock_provider \"graph\" {\n  mock_data \"" + dataSource + "\" {\n    defaults = {\n      " + value +
			"\n    }\n  }\n}\n"
	}
	const (
		empty = `length(data.graph_users.many.users) == 0 && data.graph_user.one.exists == false`
		names = `data.graph_users.many.users[0].display_name == "Adele Vance"`
		boss  = `data.graph_user.one.manager.display_name == "Ada"`
	)
	for name, c := range map[string]struct{ mocks, condition, terraform, tofu string }{
		"no values": {"mock_provider \"graph\" {}\n", empty, "1 passed, 0 failed", "1 passed, 0 failed"},
		"list": {
			mocks("graph_users", `users = [{ display_name = "Adele Vance" }]`), names,
			"incompatible types; expected object type, found tuple", "Invalid mock/override field `users`",
		},
		"complete list": {
			mocks("graph_users", "users = ["+completeUser(t)+"]"), names,
			"incompatible types; expected object type, found tuple", "1 passed, 0 failed",
		},
		"object": {
			mocks("graph_user", `manager = { display_name = "Ada" }`), boss,
			"1 passed, 0 failed", "Invalid mock/override field `manager`",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test := c.mocks + "run \"it\" {\n  assert {\n    condition     = " + c.condition +
				"\n    error_message = \"no\"\n  }\n}\n"
			w := newWorkspace(t, map[string]string{"main.tf": config, "main.tftest.hcl": test})
			out, _ := w.run(t, "", "test", "-no-color")
			want := c.terraform
			if e.tofu {
				want = c.tofu
			}
			if !strings.Contains(strings.Join(strings.Fields(out), " "), want) {
				t.Errorf("got %s\nwant %q, as the guide says in templates/guides/testing.md.tmpl", out, want)
			}
		})
	}
}
