package provider_test

import (
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	// testFunction matches the name of a test where it is declared.
	testFunction = regexp.MustCompile(`(?m)^func (Test\w+)\(t \*testing\.T\)`)
	// namedTest matches the name of a test in a guide.
	namedTest = regexp.MustCompile("`(Test\\w+)`")
)

// TestGuide_security checks that each promise of the guide names the tests that hold it, and that these exist.
func TestGuide_security(t *testing.T) {
	t.Parallel()
	guide, err := os.ReadFile("../../templates/guides/security.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := declaredTests(t)
	promises, inTable := 0, false
	for line := range strings.Lines(string(guide)) {
		inTable = strings.HasPrefix(line, "| promise |") || inTable && strings.HasPrefix(line, "|")
		if !inTable || strings.HasPrefix(line, "| promise |") || strings.HasPrefix(line, "|---") {
			continue
		}
		promises++
		names := namedTest.FindAllStringSubmatch(line, -1)
		if len(names) == 0 {
			t.Errorf("no test holds the promise %s", line)
		}
		for _, name := range names {
			if !tests[name[1]] {
				t.Errorf("there is no %s, which is to hold the promise %s", name[1], line)
			}
		}
	}
	if promises < 20 {
		t.Errorf("promises = %d, want at least 20", promises)
	}
}

// declaredTests returns the names of all tests of the module.
func declaredTests(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	root := os.DirFS("../..")
	err := fs.WalkDir(root, ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := fs.ReadFile(root, path)
		for _, match := range testFunction.FindAllSubmatch(source, -1) {
			names[string(match[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
