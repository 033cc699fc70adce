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

// clientOf signs the registered application in to an emulator without a connection, so that hours cost nothing.
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

// The token ends half way through thirty pages: one more is fetched, and nobody is lost.
func TestToken_renewedBetweenPages(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := graphemu.New(graphemu.Options{Users: 3000, NoSeed: true, MaxPageSize: 100, Latency: 3 * time.Minute})
		seen := map[string]bool{}
		users := newApplicationClient(t, srv).List(t.Context(), graph.Request{Path: "/users"})
		for user, err := range graph.Decode[struct{ ID string }](users) {
			if err != nil {
				t.Fatal(err)
			}
			seen[user.ID] = true
		}
		pages := len(srv.GraphRequests())
		if len(seen) != 3000 || pages < 30 || pages > 31 || len(srv.TokenRequests()) != 2 {
			t.Errorf("%d users in %d requests with %d tokens", len(seen), pages, len(srv.TokenRequests()))
		}
		for _, r := range srv.GraphRequests() {
			if r.Status == http.StatusUnauthorized {
				t.Error("a token was used to its end")
			}
		}
	})
}

// Two hundred reads at once share one token, also after it was revoked.
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
		if n := len(srv.TokenRequests()); n != 1 {
			t.Errorf("tokens for the first reads = %d, want 1", n)
		}
		srv.Challenge()
		read()
		if n := len(srv.TokenRequests()); n != 2 {
			t.Errorf("tokens after the challenge = %d, want 2", n)
		}
	})
}

// A clock that is five minutes off signs in with a certificate and with a secret, and reads.
func TestToken_clockSkew(t *testing.T) {
	t.Parallel()
	for name, skew := range map[string]time.Duration{"behind": 5 * time.Minute, "ahead": -5 * time.Minute} {
		tn := tenant.New(t, graphemu.Options{Clock: func() time.Time { return time.Now().Add(skew) }})
		pem := tn.File(t, "app.pem", tn.RSA.PEM(t, tn.Password))
		for _, config := range []values{
			{"client_certificate_path": pem, "client_certificate_password": tn.Password},
			{"client_secret": graphemu.ClientSecret},
		} {
			_, text := connect(t, tenantConfig(tn, config)).read(t, "graph_users", values{"all": true, "limit": 1})
			if text != "" {
				t.Errorf("%s: %s", name, text)
			}
		}
	}
}

// A fresh assertion goes with every token request: the authority takes each once.
func TestToken_freshAssertions(t *testing.T) {
	t.Parallel()
	for name, settings := range map[string]func(*tenant.Tenant) values{
		"certificate": func(tn *tenant.Tenant) values {
			return values{
				"client_certificate_path":     tn.File(t, "app.pfx", tn.RSA.PFX(t, tn.Password)),
				"client_certificate_password": tn.Password,
			}
		},
		"file": func(tn *tenant.Tenant) values { return values{"oidc_token_file_path": filepath.Join(tn.Dir, "token")} },
		"GitHub": func(tn *tenant.Tenant) values {
			return values{"oidc_request_url": tn.GitHubTokenURL(), "oidc_request_token": entra.GitHubRequestToken}
		},
		"Azure DevOps": func(tn *tenant.Tenant) values {
			return values{
				"ado_pipeline_service_connection_id": entra.ServiceConnectionID, "oidc_request_url": tn.PipelinesTokenURL(),
				"oidc_request_token": entra.PipelineAccessToken,
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tn := tenant.New(t, graphemu.Options{SignIn: entra.Options{OneUseAssertions: true}})
			config := tenantConfig(tn, settings(tn))
			tn.File(t, "token", []byte(tn.FederatedToken("")))
			s := connect(t, config)
			for range 3 {
				if _, text := s.read(t, "graph_users", values{"all": true, "limit": 1}); text != "" {
					t.Error(text)
				}
				tn.Challenge() // What was fetched is worth nothing now.
				tn.File(t, "token", []byte(tn.FederatedToken("")))
			}
			if n := len(tn.TokenRequests()); n != 3 {
				t.Errorf("requests for tokens = %d, want 3", n)
			}
		})
	}
}

// What a challenge asks for that no new token meets is told, after one attempt.
func TestToken_challengeThatStays(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	const challenge = `Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2Vud` +
		`GlhbCI6dHJ1ZSwgInZhbHVlIjoiMTY1MjgxMzUwOCJ9fX0="`
	srv.Fail(graphemu.Fault{Status: 401, Header: http.Header{"Www-Authenticate": {challenge}}})
	_, text := s.read(t, "graph_users", values{"all": true, "limit": 1})
	compareText(t, "401_challenge", text)
	if len(srv.GraphRequests()) != 2 || len(srv.TokenRequests()) != 2 {
		t.Errorf("%d requests to Graph, %d for tokens", len(srv.GraphRequests()), len(srv.TokenRequests()))
	}
}

// Where a CLI can put off what depends on an unknown setting, it is asked to.
func TestConfigure_deferred(t *testing.T) {
	t.Parallel()
	s := newRPC(t)
	resp, err := s.server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.99.0", Config: dynamic(t, s.schemas.Provider, values{"tenant_id": unknown{}}),
		ClientCapabilities: &tfprotov6.ConfigureProviderClientCapabilities{DeferralAllowed: true},
	})
	if err != nil || len(resp.Diagnostics) > 0 {
		t.Fatalf("%v, %s", err, textOf(resp.Diagnostics))
	}
	read, err := s.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: "graph_users", Config: dynamic(t, s.schemas.DataSourceSchemas["graph_users"], values{}),
		ClientCapabilities: &tfprotov6.ReadDataSourceClientCapabilities{DeferralAllowed: true},
	})
	if err != nil || read.Deferred == nil || read.Deferred.Reason != tfprotov6.DeferredReasonProviderConfigUnknown {
		t.Errorf("got %+v, %v", read, err)
	}
}

// What stands in a block is not overruled by a token that happens to be exported.
func TestConfigure_writtenClient(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	t.Setenv("GRAPH_ACCESS_TOKEN", srv.PersonToken(""))
	config := values{
		"graph_endpoint": srv.URL, "authority_host": srv.URL, "tenant_id": graphemu.TenantID, "client_id": graphemu.ClientID,
	}
	if text := newRPC(t).configure(t, config); !strings.Contains(
		text, "there is no credential to sign in as that application",
	) {
		t.Errorf("the exported token was used: %s", text)
	}
	t.Setenv("ARM_CLIENT_SECRET", graphemu.ClientSecret)
	_, text := connect(t, config).read(t, "graph_me", values{})
	if !strings.Contains(text, "an application is signed in") {
		t.Errorf("the exported token was used: %s", text)
	}
}
