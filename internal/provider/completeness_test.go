package provider_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/ephemeral"
	"github.com/hashicorp/terraform-plugin-framework/function"
	framework "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

// TestCompleteness names what is missing for a data source, resource, action or function: example, page or test.
func TestCompleteness(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	p := provider.New("test")()
	for _, newDataSource := range p.DataSources(ctx) {
		var meta datasource.MetadataResponse
		newDataSource().Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: "graph"}, &meta)
		checkComplete(t, "data-source", meta.TypeName)
	}
	for _, newResource := range p.Resources(ctx) {
		var meta resource.MetadataResponse
		newResource().Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "graph"}, &meta)
		checkComplete(t, "resource", meta.TypeName)
	}
	if p, ok := p.(framework.ProviderWithEphemeralResources); ok {
		for _, newEphemeral := range p.EphemeralResources(ctx) {
			var meta ephemeral.MetadataResponse
			newEphemeral().Metadata(ctx, ephemeral.MetadataRequest{ProviderTypeName: "graph"}, &meta)
			checkComplete(t, "ephemeral-resource", meta.TypeName)
		}
	}
	if p, ok := p.(framework.ProviderWithActions); ok {
		for _, newAction := range p.Actions(ctx) {
			var meta action.MetadataResponse
			newAction().Metadata(ctx, action.MetadataRequest{ProviderTypeName: "graph"}, &meta)
			checkComplete(t, "action", meta.TypeName)
		}
	}
	if p, ok := p.(framework.ProviderWithFunctions); ok {
		for _, newFunction := range p.Functions(ctx) {
			var meta function.MetadataResponse
			newFunction().Metadata(ctx, function.MetadataRequest{}, &meta)
			checkComplete(t, "function", meta.Name)
		}
	}
}

// checkComplete checks that the example, the page, the source file and the mentions of something that a person can use
// exist. kind is one of the folders of the examples, in the singular.
func checkComplete(t *testing.T, kind, name string) {
	t.Helper()
	short := strings.TrimPrefix(name, "graph_")
	file := strings.ReplaceAll(kind, "-", "_") + "_" + short + ".go"
	for _, want := range []string{
		filepath.Join("..", "..", "examples", kind+"s", name, kind+".tf"),
		filepath.Join("..", "..", "docs", kind+"s", short+".md"),
		file,
	} {
		if _, err := os.Stat(want); err != nil {
			t.Errorf("%s: file %s is missing", name, want)
		}
	}
	checkMentioned(t, name, name, filepath.Join("..", "..", "README.md"))
	tests, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	checkMentioned(t, name, `"`+name+`"`, tests...)
}

// checkMentioned checks that one of the files contains text.
func checkMentioned(t *testing.T, name, text string, files ...string) {
	t.Helper()
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err == nil && strings.Contains(string(content), text) {
			return
		}
	}
	t.Errorf("%s: %q is in none of %v, want it in one", name, text, files)
}

// subcategory matches the group of a page in the lists of the registries.
var subcategory = regexp.MustCompile(`(?m)^subcategory: "\w.*"$`)

// TestCompleteness_subcategories checks that each page is in a group of the lists of the registries.
func TestCompleteness_subcategories(t *testing.T) {
	t.Parallel()
	pages, err := filepath.Glob("../../docs/*/*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("pages = %v, %v, want some", pages, err)
	}
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		if !subcategory.Match(text) {
			t.Errorf("%s has no subcategory: give it one in templates", page)
		}
	}
}
