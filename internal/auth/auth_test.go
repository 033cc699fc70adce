package auth_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// values holds settings by name. A setting comes from the environment, or with the prefix "written." from the
// configuration, or with the prefix "platform." from a CI platform.
type values map[string]string

func (v values) settings() auth.Settings {
	settings := auth.Settings{}
	for name, text := range v {
		origin := auth.Environment
		if rest, ok := strings.CutPrefix(name, "written."); ok {
			name, origin = rest, auth.Configuration
		}
		if rest, ok := strings.CutPrefix(name, "platform."); ok {
			name, origin = rest, auth.Platform
		}
		settings[auth.Setting(name)] = auth.Value{Text: text, Origin: origin}
	}
	return settings
}

// with returns a copy of the values with changes. The value "" removes a setting.
func (v values) with(changes values) values {
	result := maps.Clone(v)
	for name, text := range changes {
		if result[name] = text; text == "" {
			delete(result, name)
		}
	}
	return result
}

func TestNew_method(t *testing.T) {
	t.Parallel()
	secret := values{"tenant_id": "contoso.com", "client_id": "app", "client_secret": "s3cret", "use_cli": "true"}
	both := secret.with(values{"access_token": "token"})
	for _, c := range []struct {
		name   string
		values values
		want   string
	}{
		{"token first", both, "access_token"},
		{"secret", secret, "client_secret"},
		{"configuration before environment", values{
			"written.tenant_id": "contoso.com", "written.client_id": "app", "written.client_secret": "s3cret",
			"access_token": "token", "use_cli": "true",
		}, "client_secret"},
		{"forced", both.with(values{"auth_method": "client_secret"}), "client_secret"},
		{"configured secret before auth_method of the environment", values{
			"auth_method": "azure_cli", "written.client_secret": "s3cret", "tenant_id": "contoso.com", "client_id": "app",
			"use_cli": "true",
		}, "client_secret"},
		{"configured CLI before application of the environment", values{
			"written.use_cli": "true", "tenant_id": "t", "client_id": "app", "access_token": "token",
		}, "azure_cli"},
		{"configured tenant before token of the environment",
			values{"written.tenant_id": "t", "access_token": "token"}, "azure_cli"},
		{"configured cloud before token of the environment",
			values{"written.environment": "china", "access_token": "token"}, "azure_cli"},
		{"token of the environment forced",
			values{"written.tenant_id": "t", "access_token": "token", "written.auth_method": "access_token"}, "access_token"},
		{"tenant and token of the environment", values{"tenant_id": "t", "access_token": "token"}, "access_token"},
		{"configured tenant and token",
			values{"written.tenant_id": "t", "written.access_token": "token"}, "access_token"},
		{"CLI last", values{"use_cli": "true"}, "azure_cli"},
		{"CLI of a tenant", values{"use_cli": "true", "tenant_id": "contoso.com"}, "azure_cli"},
		{"CLI forced", values{"auth_method": "azure_cli", "use_cli": "true", "client_id": "app"}, "azure_cli"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			source, err := auth.New(auth.Config{Settings: c.values.settings(), Authority: "https://login.example"})
			if err != nil || source.Method != c.want {
				t.Errorf("source %+v, error %v; want method %q", source, err, c.want)
			}
		})
	}
}

func TestNew_settingErrors(t *testing.T) {
	t.Parallel()
	empty := filepath.Join(t.TempDir(), "empty")
	if err := os.WriteFile(empty, []byte(" \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	secret := values{"tenant_id": "t", "client_id": "c", "client_secret": "s"}
	for _, c := range []struct {
		name, setting string
		values        values
		authority     string
	}{
		{"no tenant", "tenant_id", secret.with(values{"tenant_id": ""}), ""},
		{"no client", "client_id", secret.with(values{"client_id": ""}), ""},
		{"no client, but the CLI", "client_id", secret.with(values{"client_id": "", "use_cli": "true"}), ""},
		{"no such file", "client_secret_file_path",
			secret.with(values{"client_secret": "", "client_secret_file_path": empty + "x"}), ""},
		{"empty file", "client_secret_file_path",
			secret.with(values{"client_secret": "", "client_secret_file_path": empty}), ""},
		{"plain http", "authority_host", secret, "http://login.example"},
		{"no host", "authority_host", secret, "login.example"},
		{"token with Bearer", "access_token", values{"access_token": "Bearer abc"}, ""},
		{"application without a secret", "client_secret", values{"tenant_id": "t", "client_id": "c"}, ""},
		{"configured application, token of the environment", "client_secret",
			values{"written.client_id": "c", "access_token": "t"}, ""},
		{"token on two lines", "access_token", values{"access_token": "abc\ndef"}, ""},
		{"CLI forced and forbidden", "use_cli", values{"auth_method": "azure_cli", "use_cli": "false"}, ""},
		{"unknown method", "auth_method", values{"auth_method": "magic"}, ""},
		{"forced, but not configured", "client_secret", values{"auth_method": "client_secret"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			config := auth.Config{Settings: c.values.settings(), Authority: cmp.Or(c.authority, "https://login.example")}
			_, err := auth.New(config)
			if got, ok := errors.AsType[*auth.SettingError](err); !ok || string(got.Setting) != c.setting {
				t.Errorf("error = %v, want a SettingError of %s", err, c.setting)
			}
		})
	}
}

// People set the path of a file to the secret itself. No error repeats it, and each says where the secret belongs.
func TestNew_secretAsPath(t *testing.T) {
	t.Parallel()
	const key = "-----BEGIN PRIVATE KEY-----\nplanted\n-----END PRIVATE KEY-----"
	for setting, instead := range map[string]string{
		"client_secret_file_path": "client_secret",
		"client_certificate_path": "client_certificate",
		"oidc_token_file_path":    "oidc_token",
	} {
		for _, value := range []string{"xyz8Q~planted.secret_-0123456789ABCDEFGHIJ", "eyJplanted", key} {
			settings := values{"tenant_id": "t", "client_id": "c", setting: value}
			_, err := auth.New(auth.Config{Settings: settings.settings(), Authority: "https://login.example"})
			e, ok := errors.AsType[*auth.SettingError](err)
			if !ok || string(e.Setting) != setting || !strings.Contains(e.Todo, instead) {
				t.Errorf("%s: error = %#v, want one of %[1]s that names %s", setting, err, instead)
			} else if strings.Contains(e.Problem+e.Todo, "planted") {
				t.Errorf("%s: error = %+v, want it without the value", setting, e)
			}
		}
	}
}

func TestNew_noMethod(t *testing.T) {
	t.Parallel()
	_, err := auth.New(auth.Config{Settings: values{"tenant_id": "t", "use_cli": "false"}.settings()})
	none, ok := errors.AsType[*auth.NoMethodError](err)
	if !ok || len(none.Methods) != len(auth.Methods()) {
		t.Fatalf("error = %v, want a NoMethodError that lists all methods", err)
	}
	for i, name := range auth.Methods() {
		if none.Methods[i].Method != name || len(none.Methods[i].OneOf) == 0 && name != "device_login" {
			t.Errorf("method %d = %+v, want %s with its settings", i, none.Methods[i], name)
		}
	}
}

func TestNew_tokenNotUsed(t *testing.T) {
	t.Parallel()
	for _, written := range []string{"tenant_id", "environment"} {
		settings := values{"written." + written: "t", "access_token": "token", "use_cli": "false"}.settings()
		_, err := auth.New(auth.Config{Settings: settings})
		none, ok := errors.AsType[*auth.NoMethodError](err)
		if !ok || !strings.Contains(none.Also, "access token") || !strings.Contains(none.Also, written) {
			t.Errorf("error with a written %s: %+v, want a NoMethodError that names the token and %[1]s", written, err)
		}
	}
}

// An authority records the forms that it receives and issues tokens that last an hour.
type authority struct {
	*httptest.Server
	accept func(form map[string][]string) bool // nil accepts the right secret
	mu     sync.Mutex                          // guards the following fields
	forms  []url.Values
	paths  []string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		defer a.mu.Unlock()
		_ = r.ParseForm()
		a.forms, a.paths = append(a.forms, r.PostForm), append(a.paths, r.URL.Path)
		w.Header().Set("Content-Type", "application/json")
		accepted := r.PostForm.Get("client_secret") == "s3cret"
		if a.accept != nil {
			accepted = a.accept(r.PostForm)
		}
		if !accepted {
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = w.Write([]byte(`{"error":"invalid_client",` +
				`"error_description":"AADSTS7000215: Invalid client secret provided."}`))
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{
			"access_token": fmt.Sprintf("token-%d", len(a.forms)), "token_type": "Bearer", "expires_in": 3600,
		})
	}))
	t.Cleanup(a.Close)
	return a
}

// application holds the settings of an application that the authority knows.
var application = values{"tenant_id": "contoso.com", "client_id": "app", "client_secret": "s3cret"}

// config returns a configuration for the authority: the application with changes.
func (a *authority) config(changes values) auth.Config {
	return auth.Config{
		Settings: application.with(changes).settings(), Authority: a.URL + "/", Scope: "https://graph.example/.default",
		HTTP: a.Client(),
	}
}

// However many callers wait, one request is made. Its parameters are in the body.
func TestClientSecret_request(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	source, err := auth.New(a.config(nil))
	if err != nil {
		t.Fatal(err)
	}
	var waiting sync.WaitGroup
	for range 20 {
		waiting.Go(func() {
			token, err := source.Token(t.Context())
			if err != nil || token.AccessToken != "token-1" {
				t.Errorf("token %v, error %v; want token 1", token, err)
			}
		})
	}
	waiting.Wait()
	want := url.Values{
		"grant_type":    {"client_credentials"},
		"client_id":     {"app"},
		"client_secret": {"s3cret"},
		"scope":         {"https://graph.example/.default"},
		"claims":        {`{"access_token":{"xms_cc":{"values":["cp1"]}}}`},
	}
	if len(a.forms) != 1 || a.forms[0].Encode() != want.Encode() || a.paths[0] != "/contoso.com/oauth2/v2.0/token" {
		t.Errorf("forms %v at %v, want one form %v at /contoso.com/oauth2/v2.0/token", a.forms, a.paths, want)
	}
}

func TestClientSecret_file(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	for name, content := range map[string]string{
		"text":              "s3cret\n",
		"UTF-8 with a mark": "\xef\xbb\xbfs3cret\r\n",
		"UTF-16":            "\xff\xfes\x003\x00c\x00r\x00e\x00t\x00\r\x00\n\x00",
	} {
		file := filepath.Join(t.TempDir(), "secret")
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		source, err := auth.New(a.config(values{"client_secret": "", "client_secret_file_path": file}))
		if err != nil {
			t.Fatalf("%s: error = %v, want nil", name, err)
		}
		if _, err := source.Token(t.Context()); err != nil {
			t.Errorf("%s: error = %v, want nil", name, err)
		}
	}
}

func TestClientSecret_refused(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	source, err := auth.New(a.config(values{"client_secret": "wrong"}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = source.Token(t.Context())
	if text := fmt.Sprint(err); text != "sign in by client_secret: status 401 invalid_client" {
		t.Errorf("error = %s, want it without the response, because errors are logged", text)
	}
	refused, ok := errors.AsType[*oauth2.RetrieveError](err)
	if !ok || refused.ErrorCode != "invalid_client" || len(a.forms) != 1 {
		t.Errorf("error %v after %d requests, want invalid_client after 1", err, len(a.forms))
	}
	if signIn, ok := errors.AsType[*auth.SignInError](err); !ok || signIn.Method != "client_secret" {
		t.Errorf("error = %v, want a SignInError of client_secret", err)
	}
	// The refusal is remembered: the next call makes no request.
	if _, err := source.Token(t.Context()); err == nil || len(a.forms) != 1 {
		t.Errorf("error %v after %d requests, want an error after 1", err, len(a.forms))
	}
}

// However many callers wait, one request is made, also if it is refused.
func TestClientSecret_refusedForAll(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	source, err := auth.New(a.config(values{"client_secret": "wrong"}))
	if err != nil {
		t.Fatal(err)
	}
	var waiting sync.WaitGroup
	for range 20 {
		waiting.Go(func() {
			if _, err := source.Token(t.Context()); err == nil {
				t.Error("Token with a wrong secret: no error, want one")
			}
		})
	}
	waiting.Wait()
	if len(a.forms) != 1 {
		t.Errorf("requests = %d, want 1", len(a.forms))
	}
}

// A redirect must not carry the secret to another host.
func TestClientSecret_followsNoRedirect(t *testing.T) {
	t.Parallel()
	a, other := newAuthority(t), newAuthority(t)
	a.Config.Handler = http.RedirectHandler(other.URL, http.StatusTemporaryRedirect)
	source, err := auth.New(a.config(nil))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := source.Token(t.Context()); err == nil || len(other.forms) != 0 {
		t.Errorf("error %v, %d requests to the other host; want an error, none", err, len(other.forms))
	}
}

// A request is repeated after a transient error of the authority.
func TestClientSecret_retry(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]func(http.ResponseWriter){
		"503":               func(w http.ResponseWriter) { w.Header().Set("Retry-After", "0.01"); w.WriteHeader(503) },
		"429":               func(w http.ResponseWriter) { w.WriteHeader(429) },
		"connection closed": func(http.ResponseWriter) { panic(http.ErrAbortHandler) },
		"nothing":           func(http.ResponseWriter) {},
		"empty object":      func(w http.ResponseWriter) { _, _ = w.Write([]byte(`{}`)) },
		"page":              func(w http.ResponseWriter) { _, _ = w.Write([]byte(`<html></html>`)) },
		"cut":               func(w http.ResponseWriter) { _, _ = w.Write([]byte(`{"access_token":"tok`)) },
		"short": func(w http.ResponseWriter) {
			w.Header().Set("Content-Length", "9")
			_, _ = w.Write([]byte(`{}`))
		},
	} {
		a := newAuthority(t)
		handler, failed := a.Config.Handler, 0
		a.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if failed++; failed <= 2 {
				fault(w)
				return
			}
			handler.ServeHTTP(w, r)
		})
		source, err := auth.New(a.config(nil))
		if err != nil {
			t.Fatal(err)
		}
		if token, err := source.Token(t.Context()); err != nil || token.AccessToken != "token-1" || len(a.forms) != 1 {
			t.Errorf("%s: token %v, error %v, %d tokens issued; want token 1, 1 issued", name, token, err, len(a.forms))
		}
	}
}

// An authority that never answers with a token is asked four times, and the next read asks it again.
func TestClientSecret_noToken(t *testing.T) {
	t.Parallel()
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked++ }))
	t.Cleanup(server.Close)
	secret := values{"tenant_id": "t", "client_id": "c", "client_secret": "s"}
	source, err := auth.New(auth.Config{Settings: secret.settings(), Authority: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	for want := 4; want <= 8; want += 4 {
		if _, err := source.Token(t.Context()); !errors.Is(err, auth.ErrNoToken) || asked != want {
			t.Errorf("error %v after %d requests, want %v after %d", err, asked, auth.ErrNoToken, want)
		}
	}
}

// challenge is the claims of a challenge, which any token has to answer.
const challenge = `{"access_token":{"nbf":{"essential":true,"value":"1"}}}`

func TestSource_Reject(t *testing.T) {
	t.Parallel()
	a := newAuthority(t)
	source, err := auth.New(a.config(nil))
	if err != nil {
		t.Fatal(err)
	}
	first, err := source.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	source.Reject(first, challenge)
	second, err := source.Token(t.Context())
	if err != nil || second.AccessToken != "token-2" {
		t.Errorf("token %v, error %v; want token 2", second, err)
	}
	// Another call that failed with the first token must not discard the second one.
	source.Reject(first, challenge)
	if third, err := source.Token(t.Context()); err != nil || third.AccessToken != "token-2" {
		t.Errorf("token %v, error %v; want token 2", third, err)
	}
}

// The test puts a script named az on the PATH that prints what the Azure CLI prints.
func TestAzureCLI(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in for az is a shell script")
	}
	dir := t.TempDir()
	script := "#!/bin/sh\necho \"$@\" > " + dir + "/arguments\n" +
		`echo '{"accessToken":"cli-token","expires_on":4102444800,"expiresOn":"2100-01-01 00:00:00.000000",` +
		`"tenant":"t","tokenType":"Bearer"}'` + "\n"
	if err := os.WriteFile(filepath.Join(dir, "az"), []byte(script), 0o700); err != nil { //nolint:gosec // It has to run.
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	source, err := auth.New(auth.Config{
		Settings: values{"use_cli": "true", "tenant_id": "contoso.com"}.settings(), Scope: "https://graph.example/.default",
	})
	if err != nil {
		t.Fatal(err)
	}
	token, err := source.Token(t.Context())
	if err != nil || token.AccessToken != "cli-token" || token.Expiry.Year() != 2100 {
		t.Fatalf("token %v, error %v; want the token of the CLI, which expires in 2100", token, err)
	}
	arguments, err := os.ReadFile(filepath.Join(dir, "arguments"))
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"--tenant contoso.com", "https://graph.example"} {
		if !strings.Contains(string(arguments), want) {
			t.Errorf("arguments = %s, want them to contain %s", arguments, want)
		}
	}
}
