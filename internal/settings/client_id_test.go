package settings

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// The client id in a file is the client_id, unless the configuration has another one.
func TestLoad_clientIDFile(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	app, marked := file("app", "app\n"), file("marked", "\ufeffapp\r\n")
	twoLines, missing := file("lines", "planted\nsecret"), filepath.Join(dir, "missing")
	for name, c := range map[string]struct {
		written  map[auth.Setting]string
		env      map[string]string
		want     string
		origin   auth.Origin
		variable string
		err      string
	}{
		"configuration": {
			written: map[auth.Setting]string{auth.ClientIDFile: app}, want: "app", origin: auth.Configuration,
		},
		"environment": {
			env: map[string]string{"ARM_CLIENT_ID_FILE_PATH": marked}, want: "app", origin: auth.Environment,
			variable: "ARM_CLIENT_ID_FILE_PATH",
		},
		"configuration before the environment": {
			written: map[auth.Setting]string{auth.ClientIDFile: app}, env: map[string]string{"ARM_CLIENT_ID": "other"},
			want: "app", origin: auth.Configuration,
		},
		"client_id of the configuration, file not read": {
			written: map[auth.Setting]string{auth.ClientID: "other"},
			env:     map[string]string{"ARM_CLIENT_ID_FILE_PATH": missing}, want: "other", origin: auth.Configuration,
		},
		"both, the same": {
			written: map[auth.Setting]string{auth.ClientIDFile: app, auth.ClientID: "APP"},
			want:    "app", origin: auth.Configuration,
		},
		"both, different": {
			written: map[auth.Setting]string{auth.ClientIDFile: app, auth.ClientID: "other"},
			err:     `client_id is "other", but the file of client_id_file_path holds another client id.`,
		},
		"both in the environment, different": {
			env: map[string]string{"ARM_CLIENT_ID_FILE_PATH": app, "AZURE_CLIENT_ID": "other"},
			err: `AZURE_CLIENT_ID is "other", but the file of ARM_CLIENT_ID_FILE_PATH holds another client id.`,
		},
		"no such file": {
			env: map[string]string{"ARM_CLIENT_ID_FILE_PATH": missing},
			err: "The file " + missing + " cannot be read: ",
		},
		"two lines": {
			env: map[string]string{"ARM_CLIENT_ID_FILE_PATH": twoLines}, err: "holds more than a client id",
		},
	} {
		t.Run(name, func(t *testing.T) {
			unsetAll(t)
			for variable, value := range c.env {
				t.Setenv(variable, value)
			}
			s, errs := Load(c.written)
			if c.err != "" {
				if len(errs) != 1 || !strings.Contains(textOf(errs[0]), c.err) || strings.Contains(textOf(errs[0]), "planted") {
					t.Errorf("errors = %v, want %q", errs, c.err)
				}
				return
			}
			if len(errs) > 0 {
				t.Fatalf("errors = %v, want none", errs)
			}
			want := auth.Value{Text: c.want, Origin: c.origin, Variable: c.variable}
			if got := s.values[auth.ClientID]; got != want {
				t.Errorf("client_id = %+v, want %+v", got, want)
			}
		})
	}
}

// A client id in a file guards against an access token that happens to be exported, as client_id does.
func TestLoad_clientIDFileGuards(t *testing.T) {
	unsetAll(t)
	t.Setenv("GRAPH_ACCESS_TOKEN", "token")
	path := filepath.Join(t.TempDir(), "app")
	if err := os.WriteFile(path, []byte("app"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, errs := Load(map[auth.Setting]string{
		auth.ClientIDFile: path, auth.TenantID: "contoso.com", auth.ClientSecret: "secret",
	})
	if len(errs) > 0 {
		t.Fatalf("errors = %v, want none", errs)
	}
	source, err := s.SignIn(nil)
	if err != nil || source.Method != "client_secret" {
		t.Errorf("source %+v, error %v; want client_secret", source, err)
	}
	if got := s.Auth(nil).Session().ClientID; got != "app" {
		t.Errorf("client of sessions = %q, want app", got)
	}
}
