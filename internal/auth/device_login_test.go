package auth

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// signedIn returns an emulator and the configuration of a person who has signed in to it. The emulator accepts each
// refresh token only once.
func signedIn(t *testing.T) (*graphemu.TestServer, Config) {
	t.Helper()
	srv, config, _ := signedInAt(t)
	return srv, config
}

// signedInAt is [signedIn] with the folder of the session.
func signedInAt(t *testing.T) (*graphemu.TestServer, Config, string) {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "sessions")
	store := session.NewStore(folder)
	if err := store.Ready(); err != nil {
		t.Fatal(err)
	}
	srv := graphemu.NewServer(t, graphemu.Options{SignIn: entra.Options{SingleUseRefreshTokens: true}})
	config := Config{
		Settings: environment(map[Setting]string{
			Method: "device_login", TenantID: graphemu.TenantDomain, ClientID: graphemu.ClientID,
		}),
		Authority: srv.URL, Scope: srv.URL + "/.default", Sessions: store, HTTP: srv.Client(),
	}
	adele := config.Session()
	adele.TenantID, adele.Tenant, adele.Username = graphemu.TenantID, graphemu.TenantDomain, graphemu.PersonUPN
	adele.Scopes = append(config.qualified([]string{"User.Read"}), identityScopes...)
	adele.RefreshToken = srv.RefreshToken("", "User.Read")
	if err := config.Sessions.Save(adele); err != nil {
		t.Fatal(err)
	}
	return srv, config, folder
}

// newStore returns a store of its own.
func newStore(t *testing.T) session.Store {
	t.Helper()
	store := session.NewStore(filepath.Join(t.TempDir(), "sessions"))
	if err := store.Ready(); err != nil {
		t.Fatal(err)
	}
	return store
}

// isSessionFileError reports whether err is about a file of a session.
func isSessionFileError(err error) bool {
	_, ok := errors.AsType[*session.Error](err)
	return ok
}

// environment returns settings from the environment.
func environment(texts map[Setting]string) Settings {
	settings := Settings{}
	for name, text := range texts {
		settings[name] = Value{Text: text, Origin: Environment}
	}
	return settings
}

// holdRefreshes delays the responses to refreshes until release is called. Each refresh is sent to arrived.
func holdRefreshes(t *testing.T, srv *graphemu.TestServer) (arrived chan struct{}, release func()) {
	t.Helper()
	arrived, gate := make(chan struct{}, 10), make(chan struct{})
	srv.Fail(graphemu.Fault{Match: func(r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/token") {
			arrived <- struct{}{}
			<-gate
		}
		return false
	}})
	release = sync.OnceFunc(func() { close(gate) })
	t.Cleanup(release)
	return arrived, release
}

func TestDeviceLogin_sharedSession(t *testing.T) {
	t.Parallel()
	srv, config := signedIn(t)
	var providers sync.WaitGroup
	for range 10 {
		providers.Go(func() {
			source, err := New(config)
			if err == nil {
				_, err = source.Token(t.Context())
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	providers.Wait()
	if n := len(srv.TokenRequests()); n != 1 {
		t.Errorf("refreshes = %d, want 1 for all", n)
	}
}

// A session that is removed while it is renewed stays removed.
func TestDeviceLogin_logoutDuringRenewal(t *testing.T) {
	t.Parallel()
	srv, config := signedIn(t)
	found, _ := config.Sessions.Find(session.Session{})
	arrived, release := holdRefreshes(t, srv)
	var both sync.WaitGroup
	both.Go(func() {
		if err := Check(t.Context(), config, found[0]); err != nil {
			t.Error(err)
		}
	})
	<-arrived
	both.Go(func() {
		if err := config.Sessions.Remove(t.Context(), found[0]); err != nil {
			t.Error(err)
		}
	})
	release()
	both.Wait()
	if left, _ := config.Sessions.Find(session.Session{}); len(left) > 0 {
		t.Errorf("sessions = %v, want none", left)
	}
}

// A run does not continue as another person who has signed in since.
func TestDeviceLogin_otherPerson(t *testing.T) {
	t.Parallel()
	srv, config := signedIn(t)
	source, err := New(config)
	if err != nil {
		t.Fatal(err)
	}
	first, err := source.Token(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	found, _ := config.Sessions.Find(session.Session{})
	found[0].Username, found[0].RefreshToken = "another@contoso.com", srv.RefreshToken("")
	if err := config.Sessions.Save(found[0]); err != nil {
		t.Fatal(err)
	}
	source.Reject(first, `{"access_token":{}}`)
	if _, err := source.Token(t.Context()); !errors.Is(err, ErrOtherPerson) {
		t.Errorf("error = %v, want %v", err, ErrOtherPerson)
	}
}

// A session is used only for the resource that the person signed in to.
func TestDeviceLogin_otherResource(t *testing.T) {
	t.Parallel()
	_, config := signedIn(t)
	config.Scope = "https://gateway.example/.default"
	_, err := New(config)
	if none, ok := errors.AsType[*SessionError](err); !ok || none.Err != nil {
		t.Errorf("error = %v, want a SessionError without a cause", err)
	}
}

// Network errors do not end a sign-in, and the expiry of the code does.
func TestLogin_polling(t *testing.T) {
	t.Parallel()
	for name, approve := range map[string]bool{"approved": true, "not approved": false} {
		synctest.Test(t, func(t *testing.T) {
			srv := graphemu.New(graphemu.Options{})
			transport, polls := srv.Transport(), 0
			failing := roundTripper(func(req *http.Request) (*http.Response, error) {
				if strings.HasSuffix(req.URL.Path, "/token") {
					if polls++; polls%2 == 1 {
						<-req.Context().Done() // It hangs until the timeout of the client.
						return nil, req.Context().Err()
					}
				}
				return transport.RoundTrip(req)
			})
			config := Config{
				Settings:  environment(map[Setting]string{ClientID: graphemu.ClientID}),
				Authority: "https://login.example.com", Scope: "https://graph.microsoft.com/.default",
				Sessions: newStore(t), HTTP: &http.Client{Transport: failing, Timeout: 30 * time.Second},
			}
			start := time.Now()
			signedIn, err := Login(t.Context(), config, []string{"User.Read"}, func(code DeviceCode) {
				if approve {
					go func() {
						time.Sleep(2 * time.Minute)
						_ = srv.ApproveDevice(code.UserCode, "")
					}()
				}
			})
			switch took := time.Since(start); {
			case approve && (err != nil || signedIn.Username != graphemu.PersonUPN || took > 4*time.Minute):
				t.Errorf("%s: session of %q, error %v after %s; want %s within 4m0s",
					name, signedIn.Username, err, took, graphemu.PersonUPN)
			case !approve && (!errors.Is(err, ErrCodeExpired) || took < 14*time.Minute || took > 16*time.Minute):
				t.Errorf("%s: error %v after %s, want %v after about 15m0s", name, err, took, ErrCodeExpired)
			}
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// Without a refresh token, there is no session.
func TestLogin_noRefreshToken(t *testing.T) {
	t.Parallel()
	authority := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		response := map[string]any{"access_token": "a", "token_type": "Bearer"}
		if strings.HasSuffix(r.URL.Path, "/devicecode") {
			response = map[string]any{
				"device_code": "d", "user_code": "u", "verification_uri": "v", "expires_in": 900, "interval": 1,
			}
		}
		_ = json.NewEncoder(w).Encode(response)
	}))
	t.Cleanup(authority.Close)
	config := Config{
		Settings: environment(map[Setting]string{ClientID: "c"}), Authority: authority.URL,
		Scope: "https://graph.example/.default", Sessions: newStore(t),
	}
	_, err := Login(t.Context(), config, nil, func(DeviceCode) {})
	if err == nil || !strings.Contains(err.Error(), "no refresh token") {
		t.Errorf(`error = %v, want "no refresh token"`, err)
	}
	config.Sessions = session.Store{}
	_, err = Login(t.Context(), config, nil, func(code DeviceCode) {
		t.Errorf("device code = %v, want none without a place for the session", code)
	})
	if !isSessionFileError(err) {
		t.Errorf("error = %v, want an error of the session file", err)
	}
}
