package provider_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/changelog"
	"github.com/graph-data/terraform-provider-graph/internal/golden"
)

// TestSurface compares everything that a configuration or a state can name with testdata/schema.txt, so that no
// attribute changes unseen.
func TestSurface(t *testing.T) {
	t.Parallel()
	golden.Equal(t, "schema.txt", strings.Join(surface(t, newRPC(t).schemas), "\n")+"\n")
}

// TestSurface_announced checks that the changelog names what has changed since the last release. testdata/released.txt
// is the schema of that release, and there is none before the first.
func TestSurface_announced(t *testing.T) {
	t.Parallel()
	var released []string
	text, err := os.ReadFile(filepath.Join("testdata", "released.txt"))
	switch {
	case err == nil:
		released = strings.Split(strings.TrimSpace(string(text)), "\n")
	case !os.IsNotExist(err):
		t.Fatal(err)
	}
	sections, err := changelog.Read("../..")
	if err != nil {
		t.Fatal(err)
	}
	next := sections[0].Text
	if sections[0].Date != "" {
		next = "" // It is released, so that nothing can be added to it.
	}
	for _, line := range unannounced(released, surface(t, newRPC(t).schemas), next) {
		t.Errorf("%s\nis not in the changelog: under the heading of the next version (Unreleased), write a line that "+
			"names it before the colon and, if it was there before, the attribute in backticks after it", line)
	}
}

func TestUnannounced(t *testing.T) {
	t.Parallel()
	withoutID := []string{"provider: version 0", "data-source/graph_user: version 0"}
	released := slices.Concat(withoutID, []string{"data-source/graph_user.id: string, computed"})
	with := func(lines ...string) []string { return slices.Concat(released, lines) }
	for name, c := range map[string]struct {
		current   []string
		changelog string
		want      int
	}{
		"no change": {released, "", 0},
		"new, not named": {
			with("data-source/graph_team: version 0"), "* data-source/graph_teams: `x`", 1,
		},
		"new, named after the colon": {
			with("data-source/graph_team: version 0"), "* data-source/graph_me: `graph_team`", 1,
		},
		"new, named": {
			with("data-source/graph_team: version 0", "data-source/graph_team.id: string, computed"),
			"* data-source/graph_group, graph_team: the team", 0,
		},
		"changed, not named":     {slices.Concat(withoutID, []string{"data-source/graph_user.id: number, computed"}), "", 2},
		"removed, not named":     {withoutID, "* data-source/graph_user: faster", 1},
		"removed, named":         {withoutID, "* data-source/graph_user: without `id`", 0},
		"removed from another":   {withoutID, "* data-source/graph_users: without `id`", 1},
		"nested, outer one only": {with("data-source/graph_user.a[].b: string"), "* graph_user: `a`", 1},
		"nested, named":          {with("data-source/graph_user.a[].b: string"), "* graph_user: `b`", 0},
		"function, changed":      {with("function/quote(text string) string"), "* functions `quote`: x", 0},
		"setting, not named":     {with("provider.proxy: string, optional"), "* provider: x", 1},
		"setting, named":         {with("provider.proxy: string, optional"), "* provider: `proxy`", 0},
	} {
		if got := unannounced(released, c.current, c.changelog); len(got) != c.want {
			t.Errorf("%s: not announced %q, want %d", name, got, c.want)
		}
	}
}

// unannounced returns the lines that were added to the schema or removed from it, and of which the section of the
// changelog has no entry. The entry of something new stands for its attributes too.
func unannounced(released, current []string, section string) []string {
	var missing []string
	for _, line := range slices.Concat(without(current, released), without(released, current)) {
		item, attribute := split(line)
		known := slices.ContainsFunc(released, func(l string) bool { i, _ := split(l); return i == item })
		if !known {
			attribute = ""
		}
		if !hasEntry(section, item, attribute) {
			missing = append(missing, line)
		}
	}
	return missing
}

// split returns what a line is about: such as graph_user, and the innermost attribute if it is about one.
func split(line string) (item, attribute string) {
	name, _, _ := strings.Cut(nameOf(line), "(")
	item, path, _ := strings.Cut(name[strings.Index(name, "/")+1:], ".")
	return item, path[strings.LastIndex(path, ".")+1:]
}

// hasEntry reports whether a line of the section names the item before its colon and the attribute after it.
func hasEntry(section, item, attribute string) bool {
	word := regexp.MustCompile(`\b` + item + `\b`)
	for line := range strings.Lines(section) {
		subject, change, _ := strings.Cut(line, ":")
		if word.MatchString(subject) && (attribute == "" || strings.Contains(change, "`"+attribute+"`")) {
			return true
		}
	}
	return false
}

// without returns the lines that are not in others.
func without(lines, others []string) []string {
	return slices.DeleteFunc(slices.Clone(lines), func(line string) bool { return slices.Contains(others, line) })
}

// surface returns a line for each thing that a configuration or a state can name. It fails the test for a nested block,
// which has no line: the provider has none, and an attribute in its place.
func surface(t *testing.T, schemas *tfprotov6.GetProviderSchemaResponse) []string {
	t.Helper()
	var lines []string
	add := func(item string, schema *tfprotov6.Schema) {
		if blocks := schema.Block.BlockTypes; len(blocks) > 0 {
			t.Errorf("%s has a block %s, want a nested attribute", item, blocks[0].TypeName)
		}
		lines = append(lines, fmt.Sprintf("%s: version %d", item, schema.Version))
		lines = append(lines, attributeLines(item+".", schema.Block.Attributes)...)
	}
	add("provider", schemas.Provider)
	for name, schema := range schemas.DataSourceSchemas {
		add("data-source/"+name, schema)
	}
	for name, schema := range schemas.ResourceSchemas {
		add("resource/"+name, schema)
	}
	for name, schema := range schemas.EphemeralResourceSchemas {
		add("ephemeral-resource/"+name, schema)
	}
	for name, action := range schemas.ActionSchemas {
		add("action/"+name, action.Schema)
	}
	for name, function := range schemas.Functions {
		lines = append(lines, functionLine(name, function))
	}
	// By name, so that an object stands before its attributes.
	slices.SortFunc(lines, func(a, b string) int { return strings.Compare(nameOf(a), nameOf(b)) })
	return lines
}

// nameOf returns the part of a line before the type.
func nameOf(line string) string {
	name, _, _ := strings.Cut(line, ":")
	return name
}

func attributeLines(prefix string, attributes []*tfprotov6.SchemaAttribute) []string {
	var lines []string
	for _, a := range attributes {
		line, nested := prefix+a.Name, ""
		if a.NestedType != nil {
			kind := nestings[a.NestedType.Nesting]
			line, nested = line+": "+kind.name, line+kind.inner
		} else {
			line += ": " + typeName(a.Type)
		}
		for _, flag := range []struct {
			name string
			set  bool
		}{
			{"required", a.Required}, {"optional", a.Optional}, {"computed", a.Computed},
			{"sensitive", a.Sensitive}, {"write-only", a.WriteOnly}, {"deprecated", a.Deprecated},
		} {
			if flag.set {
				line += ", " + flag.name
			}
		}
		lines = append(lines, line)
		if a.NestedType != nil {
			lines = append(lines, attributeLines(nested, a.NestedType.Attributes)...)
		}
	}
	return lines
}

var nestings = map[tfprotov6.SchemaObjectNestingMode]struct{ name, inner string }{
	tfprotov6.SchemaObjectNestingModeSingle: {"object", "."},
	tfprotov6.SchemaObjectNestingModeList:   {"list of objects", "[]."},
	tfprotov6.SchemaObjectNestingModeSet:    {"set of objects", "{}."},
	tfprotov6.SchemaObjectNestingModeMap:    {"map of objects", "{}."},
}

func functionLine(name string, f *tfprotov6.Function) string {
	var parameters []string
	for _, p := range f.Parameters {
		parameters = append(parameters, parameter(p))
	}
	if f.VariadicParameter != nil {
		parameters = append(parameters, parameter(f.VariadicParameter)+"...")
	}
	return fmt.Sprintf("function/%s(%s) %s", name, strings.Join(parameters, ", "), typeName(f.Return.Type))
}

func parameter(p *tfprotov6.FunctionParameter) string {
	text := p.Name + " " + typeName(p.Type)
	if p.AllowNullValue {
		text += " or null"
	}
	return text
}

// typeName returns a type as it is written in a configuration.
func typeName(t tftypes.Type) string {
	return strings.ToLower(strings.NewReplacer("tftypes.", "", "DynamicPseudoType", "any", "[", "(", "]", ")").
		Replace(t.String()))
}
