package main

import (
	"strings"
	"testing"
)

func TestLintFile(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("\n", 300)
	tests := map[string]struct{ path, src, want string }{
		"function":     {"a.go", "package a\n\n// F gives one.\nfunc F() {}", "a.go:3: doc comment of F"},
		"method":       {"a.go", "package a\n\n// F says so.\nfunc (T) F() {}", "a.go:3: doc comment of F"},
		"type":         {"a.go", "package a\n\n// T knows it.\ntype T int", "a.go:3: doc comment of T"},
		"constant":     {"a.go", "package a\n\nconst (\n\t// C tells it.\n\tC = 1\n)", "a.go:4: doc comment of C"},
		"field":        {"a.go", "package a\n\ntype T struct {\n\t// F gives it.\n\tF int\n}", "a.go:4: doc comment of F"},
		"interface":    {"a.go", "package a\n\ntype T interface {\n\t// F gives it.\n\tF()\n}", "a.go:4: doc comment of F"},
		"good doc":     {"a.go", "package a\n\n// F returns what G gives.\nfunc F() {}", ""},
		"sleep":        {"a_test.go", "package a\nimport \"time\"\nfunc f() { time.Sleep(1) }", "a_test.go:3: time.Sleep"},
		"fake clock":   {"a_test.go", "package a\nimport (\"time\"; \"testing/synctest\")\nfunc f() { time.Sleep(1) }", ""},
		"long file":    {"a.go", "package a\n" + long, "a.go:1: file has 301 lines"},
		"long test":    {"a_test.go", "package a\n" + long, ""},
		"table":        {"a.go", "package a\nvar a = []int{" + long + "}", ""},
		"function 51":  {"a.go", "package a\nfunc f() {" + long[:50] + "}", "a.go:2: f has 51 lines"},
		"function 50":  {"a.go", "package a\nfunc f() {" + long[:49] + "}", ""},
		"parameters 6": {"a.go", "package a\nfunc f(a, b, c int, d, e, g string) {}", "a.go:2: 6 parameters"},
		"parameters 5": {"a.go", "package a\nfunc f(a, b, c int, d, e string) {}", ""},
		"context": {
			"a.go", "package a\nimport \"context\"\ntype t struct {\n\tctx context.Context\n}", "a.go:4: context.Context",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := lintFile(test.path, []byte(test.src))
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join(found, "\n")
			if test.want == "" && got != "" || len(found) > 1 || !strings.HasPrefix(got, test.want) {
				t.Errorf("findings = %q, want %q", got, test.want)
			}
		})
	}
}
