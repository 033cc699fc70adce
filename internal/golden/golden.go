// Package golden compares texts with files in testdata. A test accepts new texts with the flag -update:
//
//	go test ./internal/provider -update
package golden

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden files anew")

// masks replace what differs from run to run.
var masks = []struct {
	pattern *regexp.Regexp
	mask    string
}{
	{regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}`), "GUID"},
	{regexp.MustCompile(`Date: \S+.*`), "Date: DATE"},
	{regexp.MustCompile(`\b20\d\d-\d\d-\d\dT[0-9:]+\.\d+Z`), "TIME"},
	{regexp.MustCompile(`(expired on|signed in|renewed) 20\d\d-\d\d-\d\d`), "$1 DAY"},
	{regexp.MustCompile(`[0-9A-F]{64}`), "THUMBPRINT"},
	{regexp.MustCompile(`(& )?\S*(provider|command)\.test(\.exe)?'?`), "terraform-provider-graph"},
	{regexp.MustCompile(`([A-Z]:)?[/\\].*[/\\]sessions[/\\](\S+)_[0-9a-f]{16}\.json`), "FOLDER/${2}_HASH.json"},
	{regexp.MustCompile(`127\.0\.0\.1:\d+(->127\.0\.0\.1:\d+)?`), "LOOPBACK"},
	{regexp.MustCompile(`only [0-9.]+m?s of`), "only N s of"},
	{regexp.MustCompile(`come in [0-9.]+m?s,`), "come in N s,"},
	{regexp.MustCompile(`enter the code \S+`), "enter the code CODE"},
	// Windows has words of its own.
	{regexp.MustCompile(`[Tt]he system cannot find the (file|path) specified`), "no such file or directory"},
	{regexp.MustCompile(`connectex: No connection could be made because the target machine actively refused it\.+`),
		"connect: connection refused."},
}

// Equal compares a text with the file testdata/name. What differs from run to run is masked.
func Equal(t testing.TB, name, got string) {
	t.Helper()
	for _, m := range masks {
		got = m.pattern.ReplaceAllString(got, m.mask)
	}
	file := filepath.Join("testdata", filepath.FromSlash(name))
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got); accept it with -update:\n%s", file, diff)
	}
}
