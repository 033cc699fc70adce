package provider_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	framework "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

// TestCompleteness names what was forgotten when something was added: its example, page, test or changelog entry.
func TestCompleteness(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	p := provider.New("test")()
	for _, newThing := range p.DataSources(ctx) {
		var meta datasource.MetadataResponse
		newThing().Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: "graph"}, &meta)
		complete(t, "data-source", meta.TypeName)
	}
	for _, newThing := range p.Resources(ctx) {
		var meta resource.MetadataResponse
		newThing().Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "graph"}, &meta)
		complete(t, "resource", meta.TypeName)
	}
	if p, ok := p.(framework.ProviderWithEphemeralResources); ok {
		for _, newThing := range p.EphemeralResources(ctx) {
			var meta ephemeral.MetadataResponse
			newThing().Metadata(ctx, ephemeral.MetadataRequest{ProviderTypeName: "graph"}, &meta)
			complete(t, "ephemeral-resource", meta.TypeName)
		}
	}
	if p, ok := p.(framework.ProviderWithActions); ok {
		for _, newThing := range p.Actions(ctx) {
			var meta action.MetadataResponse
			newThing().Metadata(ctx, action.MetadataRequest{ProviderTypeName: "graph"}, &meta)
			complete(t, "action", meta.TypeName)
		}
	}
}

// complete wants the files that belong to one thing that a person can use. kind is as in the examples, singular.
func complete(t *testing.T, kind, name string) {
	t.Helper()
	short := strings.TrimPrefix(name, "graph_")
	own := strings.ReplaceAll(kind, "-", "_") + "_" + short
	for _, file := range []string{
		filepath.Join("..", "..", "examples", kind+"s", name, kind+".tf"),
		filepath.Join("..", "..", "docs", kind+"s", short+".md"),
		own + ".go",
	} {
		if _, err := os.Stat(file); err != nil {
			t.Errorf("%s lacks %s", name, file)
		}
	}
	checkMentioned(t, name, name, filepath.Join("..", "..", "CHANGELOG.md"))
	checkMentioned(t, name, name, filepath.Join("..", "..", "README.md"))
	tests, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	checkMentioned(t, name, `"`+name+`"`, tests...)
}

// mentions wants a text in one of the files.
func checkMentioned(t *testing.T, name, text string, files ...string) {
	t.Helper()
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err == nil && strings.Contains(string(content), text) {
			return
		}
	}
	t.Errorf("%s is not in any of %v", name, files)
}
