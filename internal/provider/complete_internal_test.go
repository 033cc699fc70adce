package provider

import (
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// tableAttributes returns the names of the attributes of each table in [tables], and of each object nested in them.
func tableAttributes() [][]string {
	var names [][]string
	for _, c := range tables {
		names = append(names, c.table.Names())
		for _, column := range c.table {
			if nested := column.Nested(); nested != nil {
				names = append(names, nested.Names())
			}
		}
	}
	return names
}

// TestCompleteness_tables checks that each object and list of objects in a result comes from a table that is compared
// with Graph's metadata, so that no misspelt property is released.
func TestCompleteness_tables(t *testing.T) {
	t.Parallel()
	known := tableAttributes()
	for _, newDataSource := range New("test")().DataSources(t.Context()) {
		var meta datasource.MetadataResponse
		newDataSource().Metadata(t.Context(), datasource.MetadataRequest{}, &meta)
		var resp datasource.SchemaResponse
		newDataSource().Schema(t.Context(), datasource.SchemaRequest{}, &resp)
		for name, attribute := range resp.Schema.Attributes {
			var nested map[string]schema.Attribute
			switch a := attribute.(type) {
			case schema.ListNestedAttribute:
				nested = a.NestedObject.Attributes
			case schema.SingleNestedAttribute:
				nested = a.Attributes
			}
			names := slices.Collect(maps.Keys(nested))
			inTable := func(table []string) bool { return isSubset(names, append(table, ownAttributes...)) }
			if !attribute.IsComputed() || slices.ContainsFunc(known, inTable) {
				continue
			}
			t.Errorf("data source %s: no table in columns_test.go has the attributes of %s: %q",
				meta.TypeName, name, names)
		}
	}
}

// ownAttributes are the attributes that show no property of Graph.
var ownAttributes = []string{additionalColumn.Name, managerColumn.Name, "type"}

// isSubset reports whether all names are in of.
func isSubset(names, of []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool { return !slices.Contains(of, name) })
}

// TestCompleteness_routes checks that the emulator knows each call in the table of permissions.
func TestCompleteness_routes(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	for _, call := range permission.All() {
		method, path, _ := strings.Cut(call.Name, " ")
		path = strings.Replace(path, "/users/{id}", "/users/"+graphemu.PersonID, 1)
		path = strings.ReplaceAll(path, "{id}", "x")
		req, err := http.NewRequestWithContext(t.Context(), method, srv.URL+"/v1.0"+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+srv.PersonToken(""))
		resp, err := srv.Client().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if err != nil || strings.Contains(string(body), "not found for the segment") {
			t.Errorf("%s: got %s, %v, want a route of the emulator", call.Name, body, err)
		}
	}
}
