package provider

import (
	"encoding/json"
	"os"
	"slices"
	"testing"
)

// TestPermissions holds the table against Graph's own permission data.
func TestPermissions(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("testdata/permissions.json")
	if err != nil {
		t.Fatal(err)
	}
	type needed struct{ Least, All []string }
	var data struct {
		Calls []struct {
			Method, Path           string
			Delegated, Application needed
		}
	}
	if err := json.Unmarshal(content, &data); err != nil {
		t.Fatal(err)
	}
	opens := func(n needed, permission string) bool {
		if permission == "" {
			return len(n.All) == 0
		}
		return slices.Contains(n.Least, permission)
	}
	for _, p := range permissions {
		found := false
		for _, call := range data.Calls {
			if call.Method+" "+call.Path != p.call {
				continue
			}
			found = true
			if !opens(call.Delegated, p.delegated) || !opens(call.Application, p.application) {
				t.Errorf("%s: have %q and %q, Graph says %v and %v", p.call, p.delegated, p.application, call.Delegated.Least, call.Application.Least)
			}
		}
		if !found {
			t.Errorf("Graph's data has no call %s", p.call)
		}
	}
}
