package settings

import (
	"slices"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// unsetAll clears the variables of all settings for the duration of a test.
func unsetAll(t *testing.T) {
	t.Helper()
	for _, setting := range All {
		for _, name := range setting.Env {
			t.Setenv(name, "")
		}
		for _, v := range setting.Platform {
			t.Setenv(v.Name, "")
		}
	}
}

// The configuration takes precedence over the environment, and the first variable of a setting over the others.
func TestLoad_precedence(t *testing.T) {
	other := []auth.Setting{auth.CloudName, caFile, auth.ClientIDFile} // Load does not take any value.
	for _, setting := range All {
		if setting.Kind != String || len(setting.Env) == 0 || slices.Contains(other, setting.Name) {
			continue
		}
		t.Run(string(setting.Name), func(t *testing.T) {
			unsetAll(t)
			load := func(configuration map[auth.Setting]string) auth.Value {
				s, errs := Load(configuration)
				if len(errs) > 0 {
					t.Fatalf("errors = %v, want none", errs)
				}
				return s.values[setting.Name]
			}
			if v := load(nil); v.Text != "" {
				t.Fatalf("value without configuration and environment = %+v, want none", v)
			}
			for _, name := range slices.Backward(setting.Env) {
				t.Setenv(name, "https://env.example/"+name)
				if v := load(nil); v.Variable != name || v.Origin != auth.Environment {
					t.Errorf("value with %s = %+v, want that of the variable", name, v)
				}
			}
			configuration := map[auth.Setting]string{setting.Name: "https://block.example"}
			if v := load(configuration); v.Text != "https://block.example" || v.Origin != auth.Configuration {
				t.Errorf("value set in the configuration = %+v, want https://block.example", v)
			}
			if v := load(map[auth.Setting]string{setting.Name: " "}); v.Origin != auth.Environment {
				t.Errorf("value blank in the configuration = %+v, want that of the environment", v)
			}
		})
	}
}

// An invalid value is an error that names the setting and says what to do.
//
//nolint:paralleltest // The test and unsetAll change the environment.
func TestLoad_invalid(t *testing.T) {
	unsetAll(t)
	for _, c := range []struct {
		name  auth.Setting
		value string
		want  string
	}{
		{auth.CloudName, "germany", "use one of"},
		{caFile, "/no/such/file.pem", "PEM"},
	} {
		_, errs := Load(map[auth.Setting]string{c.name: c.value})
		if len(errs) != 1 || !strings.Contains(textOf(errs[0]), c.want) {
			t.Errorf("errors for %s = %q: %v, want one with %q", c.name, c.value, errs, c.want)
		}
	}
	for _, setting := range All {
		if setting.Kind == String || len(setting.Env) == 0 {
			continue
		}
		t.Setenv(setting.Env[0], "often")
		_, errs := Load(nil)
		if len(errs) != 1 || !strings.Contains(textOf(errs[0]), string(setting.Name)) {
			t.Errorf("errors for %s=often: %v, want one that names %s", setting.Env[0], errs, setting.Name)
		}
		t.Setenv(setting.Env[0], "")
	}
}

// A byte order mark is not part of a value, and white space is part of a password only.
func TestSetting_trim(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		spaced      bool
		value, want string
	}{
		{false, "\ufeff secret\r\n", "secret"},
		{true, "\ufeff secret ", " secret "},
		{true, "\ufeff ", ""},
	} {
		if got := (Setting{Spaced: c.spaced}).trim(c.value); got != c.want {
			t.Errorf("trim(%q), spaced %t = %q, want %q", c.value, c.spaced, got, c.want)
		}
	}
}

// textOf returns the text of an error and of its explanation.
func textOf(err error) string {
	if e, ok := err.(*Error); ok { //nolint:errorlint // Load returns its own errors unwrapped.
		return e.Error() + " " + e.Explain().String()
	}
	return err.Error()
}
