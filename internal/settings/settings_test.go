package settings

import (
	"slices"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// unsetAll unsets the variables of all settings for the time of a test.
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

// The configuration is stronger than the environment, and the first variable of a setting than the others.
func TestLoad_precedence(t *testing.T) {
	for _, setting := range All {
		if setting.Kind != String || len(setting.Env) == 0 || setting.Name == Environment || setting.Name == caFile {
			continue
		}
		t.Run(string(setting.Name), func(t *testing.T) {
			unsetAll(t)
			load := func(written map[auth.Setting]string) auth.Value {
				s, errs := Load(written)
				if len(errs) > 0 {
					t.Fatal(errs)
				}
				return s.values[setting.Name]
			}
			if v := load(nil); v.Text != "" {
				t.Fatalf("unset, it is %+v", v)
			}
			for _, name := range slices.Backward(setting.Env) {
				t.Setenv(name, "https://env.example/"+name)
				if v := load(nil); v.Variable != name || v.Origin != auth.Environment {
					t.Errorf("with %s set, it is %+v", name, v)
				}
			}
			written := map[auth.Setting]string{setting.Name: "https://block.example"}
			if v := load(written); v.Text != "https://block.example" || v.Origin != auth.Configuration {
				t.Errorf("set in the configuration, it is %+v", v)
			}
			if v := load(map[auth.Setting]string{setting.Name: " "}); v.Origin != auth.Environment {
				t.Errorf("blank in the configuration, it is %+v", v)
			}
		})
	}
}

// A value that is not of its kind is an error that names the setting and what to do.
//
//nolint:paralleltest // It sets variables of the environment, as a helper does too.
func TestLoad_refused(t *testing.T) {
	unsetAll(t)
	for _, c := range []struct {
		name  auth.Setting
		value string
		want  string
	}{
		{Environment, "germany", "use one of"},
		{caFile, "/no/such/file.pem", "PEM"},
	} {
		_, errs := Load(map[auth.Setting]string{c.name: c.value})
		if len(errs) != 1 || !strings.Contains(text(errs[0]), c.want) {
			t.Errorf("%s = %q: errors %v, want one with %q", c.name, c.value, errs, c.want)
		}
	}
	for _, setting := range All {
		if setting.Kind == String || len(setting.Env) == 0 {
			continue
		}
		t.Setenv(setting.Env[0], "often")
		_, errs := Load(nil)
		if len(errs) != 1 || !strings.Contains(text(errs[0]), string(setting.Name)) {
			t.Errorf("%s = often: errors %v, want one that names the setting", setting.Env[0], errs)
		}
		t.Setenv(setting.Env[0], "")
	}
}

// text returns an error with what to do about it.
func text(err error) string {
	if e, ok := err.(*Error); ok { //nolint:errorlint // It is made by Load itself.
		return e.Error() + " " + e.Explain().String()
	}
	return err.Error()
}
