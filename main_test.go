package main

import (
	"os"
	"strings"
	"testing"
)

// The loggers are off unless any variable asks for logs.
//
//nolint:paralleltest // It changes the environment.
func TestSilence(t *testing.T) {
	for _, c := range []struct{ name, value string }{
		{"TF_LOG", ""}, {"TF_LOG", "TRACE"}, {"TF_LOG_PROVIDER", "DEBUG"}, {"TF_LOG_CORE", "INFO"},
		{"TF_LOG_PROVIDER_GRAPH", "DEBUG"}, {"TF_LOG_SDK_PROTO", "ERROR"},
	} {
		t.Run(c.name+"="+c.value, func(t *testing.T) {
			for _, variable := range append(os.Environ(), loggers...) {
				name, _, _ := strings.Cut(variable, "=")
				if strings.HasPrefix(name, "TF_LOG") {
					t.Setenv(name, "") // So that it is restored.
					_ = os.Unsetenv(name)
				}
			}
			t.Setenv(c.name, c.value)
			silence()
			for _, name := range loggers {
				want := ""
				switch {
				case c.value == "":
					want = "off"
				case c.name == name:
					want = c.value
				}
				if got := os.Getenv(name); got != want {
					t.Errorf("%s = %q, want %q", name, got, want)
				}
			}
		})
	}
}
