package provider_test

import (
	"slices"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

const actionFile = "with-action/main.tf"

// TestExampleNotifyOnApply_action evaluates the action of the example, and invokes it: a CLI without actions cannot.
func TestExampleNotifyOnApply_action(t *testing.T) {
	t.Parallel()
	content := exampleFiles(t, "notify-on-apply")[actionFile]
	file, diags := hclsyntax.ParseConfig([]byte(content), actionFile, hcl.InitialPos)
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	user := func(mail cty.Value, enabled bool) cty.Value {
		return cty.ObjectVal(map[string]cty.Value{"mail": mail, "account_enabled": cty.BoolVal(enabled)})
	}
	members := cty.ListVal([]cty.Value{
		user(cty.StringVal("a@contoso.com"), true), user(cty.StringVal("gone@contoso.com"), false),
		user(cty.NullVal(cty.String), true),
	})
	evaluation := &hcl.EvalContext{
		Functions: map[string]function.Function{"compact": stdlib.CompactFunc},
		Variables: map[string]cty.Value{
			"var": cty.ObjectVal(map[string]cty.Value{
				"release": cty.StringVal("7"), "sender": cty.StringVal(graphemu.PersonUPN),
			}),
			"data": nested(members, "graph_group_members", "recipients", "users"),
		},
	}
	config := make(values)
	for name, attribute := range actionArguments(t, file) {
		value, diags := attribute.Expr.Value(evaluation)
		if diags.HasErrors() {
			t.Fatal(diags)
		}
		if !value.CanIterateElements() {
			config[name] = value.AsString()
			continue
		}
		var texts []string
		for _, element := range value.AsValueSlice() {
			texts = append(texts, element.AsString())
		}
		config[name] = texts
	}
	srv := graphemu.NewServer(t, graphemu.Options{})
	if _, text := connect(t, asApplication(srv)).invoke(t, config); len(srv.Sent()) != 1 {
		t.Fatalf("mails = %d, want 1: %s", len(srv.Sent()), text)
	}
	sent := srv.Sent()[0]
	if sent.Subject != "Release 7 is deployed" || !slices.Equal(sent.To, []string{"a@contoso.com"}) {
		t.Errorf("mail %q to %q, want one about release 7 to a@contoso.com", sent.Subject, sent.To)
	}
}

// nested returns an object in objects, each with one name.
func nested(value cty.Value, names ...string) cty.Value {
	for _, name := range slices.Backward(names) {
		value = cty.ObjectVal(map[string]cty.Value{name: value})
	}
	return value
}

// actionArguments returns the arguments in the block config of the action in a file.
func actionArguments(t *testing.T, file *hcl.File) hclsyntax.Attributes {
	t.Helper()
	body, ok := file.Body.(*hclsyntax.Body)
	if !ok {
		t.Fatal("the file is not in native syntax")
	}
	for _, block := range body.Blocks {
		if block.Type == "action" && len(block.Body.Blocks) == 1 {
			return block.Body.Blocks[0].Body.Attributes
		}
	}
	t.Fatalf("%s has no action", actionFile)
	return nil
}

// TestAccExampleNotifyOnApply_action applies it where the CLI has actions.
func TestAccExampleNotifyOnApply_action(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.14.0", "")
	srv := graphemu.NewServer(t, graphemu.Options{})
	main := exampleFiles(t, "notify-on-apply")[actionFile]
	w := newWorkspace(t, map[string]string{"main.tf": main}, applicationEnv(srv)...)
	for i, c := range []struct {
		release string
		want    int
	}{{"1", 1}, {"1", 1}, {"2", 2}} {
		w.mustApply(t, "release="+c.release)
		if err := sentMails(srv, c.want); err != nil {
			t.Errorf("apply %d: %v", i, err)
		}
	}
}
