package changelog

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	t.Parallel()
	got, err := Parse("# Changelog\n\n## 0.2.0 (Unreleased)\n\n* b\n\n## 0.1.0 (2026-12-01)\n\nFEATURES:\n\n* a\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []Section{{Version: "0.2.0", Text: "* b"}, {Version: "0.1.0", Date: "2026-12-01", Text: "FEATURES:\n\n* a"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("sections (-want +got):\n%s", diff)
	}
}

func TestParse_error(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"# Changelog\n":            "no heading",
		"## Unreleased\n":          "not written like",
		"## v0.1.0 (Unreleased)\n": "not written like",
		"## 0.1.0 (2026-12-01)\n## 0.0.9 (Unreleased)\n\n* a\n": "0.0.9 is unreleased",
	} {
		if _, err := Parse(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Parse(%q): error %v, want %q", text, err, want)
		}
	}
}

// The release and the mirror read the project's own file.
func TestParse_ours(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../CHANGELOG.md")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Parse(string(text)); err != nil {
		t.Errorf("CHANGELOG.md: %v", err)
	}
}
