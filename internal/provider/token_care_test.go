package provider_test

import (
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/tenant"
)

// newApplicationClient returns a client that signs the registered application in to an emulator without a network, so
// that in a synctest bubble hours pass at once.
func newApplicationClient(t *testing.T, srv *graphemu.Server) *graph.Client {
	t.Helper()
	settings := auth.Settings{}
	for name, text := range map[auth.Setting]string{
		auth.TenantID: graphemu.TenantID, auth.ClientID: graphemu.ClientID, auth.ClientSecret: graphemu.ClientSecret,
	} {
		settings[name] = auth.Value{Text: text, Origin: auth.Configuration}
	}
	tokens, err := auth.New(auth.Config{
		Settings: settings, Authority: "https://login.example.com", Scope: "https://graph.microsoft.com/.default",
		HTTP: &http.Client{Transport: srv.Transport()},
	})
	if err != nil {
		t.Fatal(err)
	}
	client, err := graph.New(graph.Config{
		Root: "https://graph.example.com", Tokens: tokens, Transport: srv.Transport(), MaxConcurrent: 200,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// TestToken_renewedBetweenPages checks that a token that expires half-way through many pages is renewed once, before
// it expires, and that no user is lost.
func TestToken_renewedBetweenPages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphemu.New(graphemu.Options{Users: 3000, NoSeed: true, MaxPageSize: 40, Latency: time.Minute})
		ids := map[string]bool{}
		users := newApplicationClient(t, srv).List(t.Context(), graph.Request{Path: "/users"})
		for user, err := range graph.Decode[struct{ ID string }](users) {
			if err != nil {
				t.Fatal(err)
			}
			ids[user.ID] = true
		}
		if got := len(ids); got != 3000 {
			t.Errorf("users = %d, want 3000", got)
		}
		if got := len(srv.GraphRequests()); got < 75 || got > 76 {
			t.Errorf("requests to Graph = %d, want 75 or 76", got)
		}
		if got := len(srv.TokenRequests()); got != 2 {
			t.Errorf("token requests = %d, want 2", got)
		}
		for _, r := range srv.GraphRequests() {
			if r.Status == http.StatusUnauthorized {
				t.Errorf("status of %s = 401, want a token that has not expired", r.Path)
			}
		}
	})
}

// TestToken_sharedByAll checks that two hundred reads at once share one token, and again after it was revoked.
func TestToken_sharedByAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphemu.New(graphemu.Options{Latency: time.Second})
		client := newApplicationClient(t, srv)
		read := func() {
			var reads sync.WaitGroup
			for range 200 {
				reads.Go(func() {
					if _, err := client.Get(t.Context(), graph.Request{Path: graph.User(graphemu.PersonID)}); err != nil {
						t.Error(err)
					}
				})
			}
			reads.Wait()
		}
		read()
		if got := len(srv.TokenRequests()); got != 1 {
			t.Errorf("token requests of the first reads = %d, want 1", got)
		}
		srv.Challenge()
		read()
		if got := len(srv.TokenRequests()); got != 2 {
			t.Errorf("token requests after the challenge = %d, want 2", got)
		}
	})
}

// TestToken_clockSkew checks that a clock that is five minutes off does not keep a certificate or a secret from signing
// in.
func TestToken_clockSkew(t *testing.T) {
	t.Parallel()
	for name, skew := range map[string]time.Duration{"behind": 5 * time.Minute, "ahead": -5 * time.Minute} {
		tn := tenant.New(t, graphemu.Options{Clock: func() time.Time { return time.Now().Add(skew) }})
		pem := tn.File(t, "app.pem", tn.RSA.PEM(t, tn.Password))
		for credential, config := range map[string]values{
			"certificate": {"client_certificate_path": pem, "client_certificate_password": tn.Password},
			"secret":      {"client_secret": graphemu.ClientSecret},
		} {
			s := connect(t, tenantConfig(tn, config))
			if _, text := s.read(t, "graph_users", values{"all": true, "limit": 1}); text != "" {
				t.Errorf("%s, clock %s: got %q, want no error", credential, name, text)
			}
		}
	}
}

// TestToken_freshAssertions checks that each token request has a new assertion, since the authority accepts each once.
func TestToken_freshAssertions(t *testing.T) {
	t.Parallel()
	for name, overrides := range map[string]func(*tenant.Tenant) values{
		"certificate": func(tn *tenant.Tenant) values {
			pfx := tn.File(t, "app.pfx", tn.RSA.PFX(t, tn.Password))
			return values{"client_certificate_path": pfx, "client_certificate_password": tn.Password}
		},
		"file": func(tn *tenant.Tenant) values {
			return values{"oidc_token_file_path": filepath.Join(tn.Dir, "token")}
		},
		"GitHub": func(tn *tenant.Tenant) values {
			return values{"oidc_request_url": tn.GitHubTokenURL(), "oidc_request_token": entra.GitHubRequestToken}
		},
		"Azure DevOps": func(tn *tenant.Tenant) values {
			return values{
				"ado_pipeline_service_connection_id": entra.ServiceConnectionID,
				"oidc_request_url":                   tn.PipelinesTokenURL(),
				"oidc_request_token":                 entra.PipelineAccessToken,
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := tenant.New(t, graphemu.Options{SignIn: entra.Options{OneUseAssertions: true}})
			config := tenantConfig(tn, overrides(tn))
			tn.File(t, "token", []byte(tn.FederatedToken("")))
			s := connect(t, config)
			for range 3 {
				if _, text := s.read(t, "graph_users", values{"all": true, "limit": 1}); text != "" {
					t.Errorf("got %q, want no error", text)
				}
				tn.Challenge() // The token that was fetched is no longer accepted.
				tn.File(t, "token", []byte(tn.FederatedToken("")))
			}
			if got := len(tn.TokenRequests()); got != 3 {
				t.Errorf("token requests = %d, want 3", got)
			}
		})
	}
}

// TestToken_challengeThatStays checks that a challenge that no new token meets is an error after one attempt.
func TestToken_challengeThatStays(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	srv.Fail(graphemu.Fault{Status: 401, Header: http.Header{"Www-Authenticate": {
		`Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1Z` +
			`SwgInZhbHVlIjoiMTY1MjgxMzUwOCJ9fX0="`,
	}}})
	_, text := s.read(t, "graph_users", values{"all": true, "limit": 1})
	compareText(t, "401_challenge", text)
	if graph, tokens := len(srv.GraphRequests()), len(srv.TokenRequests()); graph != 2 || tokens != 2 {
		t.Errorf("requests to Graph and for tokens = %d, %d, want 2, 2", graph, tokens)
	}
}

// TestConfigure_deferred checks that a CLI that can defer reads is asked to, where a setting is unknown.
func TestConfigure_deferred(t *testing.T) {
	t.Parallel()
	s := newRPC(t)
	resp, err := s.server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.99.0", Config: dynamic(t, s.schemas.Provider, values{"tenant_id": unknown{}}),
		ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: true},
	})
	if err != nil || len(resp.Diagnostics) > 0 {
		t.Fatalf("configure: %v, %s, want no error", err, textOf(resp.Diagnostics))
	}
	read, err := s.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: "graph_users", Config: dynamic(t, s.schemas.DataSourceSchemas["graph_users"], values{}),
		ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{DeferralAllowed: true},
	})
	if err != nil || read.Deferred == nil || read.Deferred.Reason != tfprotov6.DeferredReasonProviderConfigUnknown {
		t.Errorf("deferred = %+v, %v, want because the configuration is unknown", read, err)
	}
}

// TestConfigure_clientID checks that the client_id of a provider block is not overruled by a token that happens to be
// exported.
func TestConfigure_clientID(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	t.Setenv("GRAPH_ACCESS_TOKEN", srv.PersonToken(""))
	config := values{
		"graph_endpoint": srv.URL, "authority_host": srv.URL,
		"tenant_id": graphemu.TenantID, "client_id": graphemu.ClientID,
	}
	text := newRPC(t).configure(t, config)
	if want := "there is no credential to sign in as that application"; !strings.Contains(text, want) {
		t.Errorf("without a secret: got %q, want %q", text, want)
	}
	t.Setenv("ARM_CLIENT_SECRET", graphemu.ClientSecret)
	_, text = connect(t, config).read(t, "graph_me", values{})
	if want := "an application is signed in"; !strings.Contains(text, want) {
		t.Errorf("with a secret: got %q, want %q", text, want)
	}
}
