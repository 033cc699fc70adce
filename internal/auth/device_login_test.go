package auth

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
)

// signedIn returns the configuration of a person who signed in to an emulator whose refresh tokens work once.
func signedIn(t *testing.T) (*graphemu.TestServer, Config) {
	t.Helper()
	srv := graphemu.NewServer(t, graphemu.Options{SignIn: entra.Options{SingleUseRefreshTokens: true}})
	config := Config{
		Settings: environment(map[Setting]string{
			Method: "device_login", TenantID: graphemu.TenantDomain, ClientID: graphemu.ClientID,
		}),
		Authority: srv.URL, Scope: srv.URL + "/.default", Sessions: Sessions{dir: t.TempDir()}, HTTP: srv.Client(),
	}
	session := config.Session()
	session.TenantID, session.Tenant, session.Username = graphemu.TenantID, graphemu.TenantDomain, graphemu.PersonUPN
	session.Scopes = append(config.qualified([]string{"User.Read"}), identityScopes...)
	session.RefreshToken = srv.RefreshToken("", "User.Read")
	if err := config.Sessions.save(session); err != nil {
		t.Fatal(err)
	}
	return srv, config
}

// environment returns settings that come from the environment.
func environment(texts map[Setting]string) Settings {
	settings := Settings{}
	for name, text := range texts {
		settings[name] = Value{Text: text, Origin: Environment}
	}
	return settings
}

// held delays the responses to refreshes until letGo is called, and signals each refresh.
func held(t *testing.T, srv *graphemu.TestServer) (arrived chan struct{}, letGo func()) {
	t.Helper()
	arrived, gate := make(chan struct{}, 10), make(chan struct{})
	srv.Fail(graphemu.Fault{Match: func(r *http.Request) bool {
		if strings.HasSuffix(r.URL.Path, "/token") {
			arrived <- struct{}{}
			<-gate
		}
		return false
	}})
	letGo = sync.OnceFunc(func() { close(gate) })
	t.Cleanup(letGo)
	return arrived, letGo
}

func TestDeviceLogin_manyProvidersShareASession(t *testing.T) {
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
	if n := len(srv.TokenRequests()); n != 10 {
		t.Errorf("%d refreshes", n)
	}
}

// A session that somebody ends while it is renewed does not come back.
func TestDeviceLogin_logoutDuringRenewal(t *testing.T) {
	t.Parallel()
	srv, config := signedIn(t)
	found, err := config.Sessions.Find(Session{})
	if err != nil {
		t.Fatal(err)
	}
	arrived, letGo := held(t, srv)
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
	letGo()
	both.Wait()
	if left, err := config.Sessions.Find(Session{}); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
}

// A run does not go on as somebody else who has signed in since it began.
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
	found, _ := config.Sessions.Find(Session{})
	found[0].Username, found[0].RefreshToken = "another@contoso.com", srv.RefreshToken("")
	if err := config.Sessions.save(found[0]); err != nil {
		t.Fatal(err)
	}
	source.Reject(first, "")
	if _, err := source.Token(t.Context()); !errors.Is(err, ErrOtherPerson) {
		t.Errorf("got %v", err)
	}
}

// A person's token goes to nothing but what the person signed in to.
func TestDeviceLogin_otherResource(t *testing.T) {
	t.Parallel()
	_, config := signedIn(t)
	config.Scope = "https://gateway.example/.default"
	_, err := New(config)
	if session, ok := errors.AsType[*SessionError](err); !ok || session.Err != nil {
		t.Errorf("got %v", err)
	}
}

// A network that fails while the person is on the way to a browser does not end the sign-in, and the end of the code
// does.
func TestLogin_pollsOn(t *testing.T) {
	t.Parallel()
	for name, approve := range map[string]bool{"approved": true, "forgotten": false} {
		synctest.Test(t, func(t *testing.T) {
			srv := graphemu.New(graphemu.Options{})
			transport, cuts := srv.Transport(), 0
			failing := roundTripper(func(req *http.Request) (*http.Response, error) {
				if strings.HasSuffix(req.URL.Path, "/token") {
					if cuts++; cuts%2 == 1 {
						<-req.Context().Done() // It hangs, and the client gives up.
						return nil, req.Context().Err()
					}
				}
				return transport.RoundTrip(req)
			})
			config := Config{
				Settings:  environment(map[Setting]string{ClientID: graphemu.ClientID}),
				Authority: "https://login.example.com", Scope: "https://graph.microsoft.com/.default",
				Sessions: Sessions{dir: t.TempDir()}, HTTP: &http.Client{Transport: failing, Timeout: 30 * time.Second},
			}
			start := time.Now()
			session, err := Login(t.Context(), config, []string{"User.Read"}, func(code DeviceCode) {
				if approve {
					go func() {
						time.Sleep(2 * time.Minute)
						_ = srv.ApproveDevice(code.UserCode, "")
					}()
				}
			})
			switch took := time.Since(start); {
			case approve && (err != nil || session.Username != graphemu.PersonUPN || took > 4*time.Minute):
				t.Errorf("%s: %v, %v after %s", name, session, err, took)
			case !approve && (!errors.Is(err, ErrCodeExpired) || took < 14*time.Minute || took > 16*time.Minute):
				t.Errorf("%s: %v after %s", name, err, took)
			}
		})
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }

// An authority that gives no refresh token gives no session.
func TestLogin_noRefreshToken(t *testing.T) {
	t.Parallel()
	authority := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		answer := map[string]any{"access_token": "a", "token_type": "Bearer"}
		if strings.HasSuffix(r.URL.Path, "/devicecode") {
			answer = map[string]any{"device_code": "d", "user_code": "u", "verification_uri": "v", "expires_in": 900, "interval": 1}
		}
		_ = json.NewEncoder(w).Encode(answer)
	}))
	t.Cleanup(authority.Close)
	config := Config{
		Settings: environment(map[Setting]string{ClientID: "c"}), Authority: authority.URL,
		Scope: "https://graph.example/.default", Sessions: Sessions{dir: t.TempDir()},
	}
	if _, err := Login(t.Context(), config, nil, func(DeviceCode) {}); err == nil || !strings.Contains(err.Error(), "no refresh token") {
		t.Errorf("got %v", err)
	}
	config.Sessions = Sessions{}
	if _, err := Login(context.Background(), config, nil, func(DeviceCode) { t.Error("somebody was sent to a browser") }); !isStore(err) {
		t.Errorf("got %v", err)
	}
}
