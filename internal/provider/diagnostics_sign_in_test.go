package provider_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/command"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/tenant"
)

// configureAndRead configures a provider and reads with it. It returns the text of the diagnostics.
func configureAndRead(t *testing.T, config values) string {
	t.Helper()
	s := newRPC(t)
	if text := s.configure(t, config); text != "" {
		return text
	}
	_, text := s.read(t, "graph_users", values{"all": true, "timeouts": values{"read": "20s"}})
	return text
}

func TestDiagnostics_signInMethods(t *testing.T) {
	t.Parallel()
	tn := tenant.New(t, graphemu.Options{})
	expired := tenant.NewKeyPair(t, true, time.Now().Add(-time.Hour))
	unregistered := tenant.NewKeyPair(t, true, time.Now().Add(time.Hour))
	curve := tenant.NewKeyPair(t, false, time.Now().Add(time.Hour))
	pfx := tn.File(t, "app.pfx", tn.RSA.PFX(t, tn.Password))
	for name, overrides := range map[string]values{
		"setup_certificate_password": {
			"client_certificate_path": pfx, "client_certificate_password": "planted-wrong-password",
		},
		"setup_certificate_protected": {"client_certificate_path": pfx},
		"setup_certificate_expired": {
			"client_certificate_path":     tn.File(t, "old.pem", expired.PEM(t, "p")),
			"client_certificate_password": "p",
		},
		"setup_certificate_curve": {
			"client_certificate_path": tn.File(t, "curve.pem", curve.PEM(t, "p")), "client_certificate_password": "p",
		},
		"setup_certificate_missing": {"client_certificate_path": "testdata/no-such-file.pfx"},
		"setup_certificate_content": {
			"client_certificate_path": "-----BEGIN PRIVATE KEY-----\nplanted\n-----END PRIVATE KEY-----",
		},
		"setup_certificate_form": {
			"client_certificate_path": tn.File(t, "cut.pfx", tn.RSA.PFX(t, tn.Password)[:1000]),
		},
		"setup_certificate_emoji": {"client_certificate_path": pfx, "client_certificate_password": "planted😀"},
		"setup_client_id_twice": {
			"client_id_file_path": tn.File(t, "other-client", []byte("planted")), "client_secret": "s",
		},
		"setup_certificate_base64": {"client_certificate": "app.pfx"},
		"setup_token_file_missing": {"oidc_token_file_path": "testdata/no-such-file"},
		"setup_oidc_without_token": {"use_oidc": true},
		"setup_pipelines_no_token": {
			"ado_pipeline_service_connection_id": "c", "oidc_request_url": tn.PipelinesTokenURL(),
		},
		"setup_request_url_http": {"oidc_request_url": "http://token.example.com", "oidc_request_token": "t"},
		"setup_authority_query":  {"authority_host": tn.URL + "?x=y", "client_secret": "s"},
		"setup_authority_user": {
			"authority_host": "https://user:password@login.example.com", "client_secret": "s",
		},
		"setup_nobody_signed_in": {"auth_method": "device_login"},
		"sign_in_certificate_unknown": {
			"client_certificate_path":     tn.File(t, "other.pem", unregistered.PEM(t, "p")),
			"client_certificate_password": "p",
		},
		"sign_in_subject":  {"oidc_token": tn.FederatedToken("repo:contoso/another:ref:refs/heads/main")},
		"sign_in_no_token": {"oidc_token": "hello"},
		"sign_in_github_refused": {
			"oidc_request_url": tn.GitHubTokenURL(), "oidc_request_token": "planted-wrong-token",
		},
		"sign_in_github_audience": {
			"oidc_request_url": tn.GitHubTokenURL(), "oidc_request_token": entra.GitHubRequestToken,
			"oidc_audience": "api://another",
		},
		"sign_in_pipelines_refused": {
			"ado_pipeline_service_connection_id": "another",
			"oidc_request_url":                   tn.PipelinesTokenURL(), "oidc_request_token": entra.PipelineAccessToken,
		},
		"sign_in_tenant_typo":    {"tenant_id": "contoso.con", "client_secret": graphemu.ClientSecret},
		"sign_in_secret_expired": {"client_secret": entra.ExpiredClientSecret},
		"sign_in_scope":          {"client_secret": graphemu.ClientSecret, "scope": "api://another"},
		"sign_in_plain_server": {
			"authority_host": strings.Replace(tn.Plain.URL, "http:", "https:", 1),
			"client_secret":  graphemu.ClientSecret,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := configureAndRead(t, tenantConfig(tn, overrides))
			compareText(t, name, strings.ReplaceAll(text, tn.Dir, "DIR"))
			secrets := append(tn.Secrets(), tn.Password, graphemu.ClientSecret, "planted")
			if leaks := tenant.Leaks(text, secrets); len(leaks) > 0 {
				t.Errorf("secrets in the text = %v, want none", leaks)
			}
		})
	}
}

// TestDiagnostics_signInBusy checks that a busy authority is asked again, and that the error has its words.
func TestDiagnostics_signInBusy(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	srv.Fail(graphemu.Fault{
		PathPrefix: "/" + graphemu.TenantID, Status: 503, Header: map[string][]string{"Retry-After": {"0"}},
		Body: `{"error":"temporarily_unavailable",` +
			`"error_description":"AADSTS90033: A transient error has occurred. Please try again. Trace ID: x",` +
			`"trace_id":"a-trace","correlation_id":"a-correlation","timestamp":"2026-01-02 03:04:05Z"}`,
	})
	compareText(t, "sign_in_busy", configureAndRead(t, asApplication(srv)))
	if got := len(srv.TokenRequests()); got != 4 {
		t.Errorf("token requests = %d, want 4", got)
	}
}

// TestDiagnostics_toldOnce checks that one error explains a failed sign-in in full, and all others in two lines.
func TestDiagnostics_toldOnce(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, override(asApplication(srv), values{"client_secret": "wrong"}))
	texts := make(chan string, 40)
	var reads sync.WaitGroup
	for range cap(texts) {
		reads.Go(func() {
			_, text := s.read(t, "graph_users", values{"all": true, "limit": 1})
			texts <- text
		})
	}
	reads.Wait()
	close(texts)
	full, short := 0, ""
	for text := range texts {
		if strings.Contains(text, "AADSTS7000215") {
			full++
			continue
		}
		if short = text; strings.Count(strings.TrimSpace(text), "\n") > 4 {
			t.Errorf("another error = %q, want two lines below the summary", text)
		}
	}
	if full != 1 {
		t.Errorf("%d errors explain the failure in full, want 1", full)
	}
	compareText(t, "sign_in_told_before", short)
}

// TestDiagnostics_managedIdentity checks a machine that lacks the identity that the configuration names.
func TestDiagnostics_managedIdentity(t *testing.T) {
	tn := tenant.New(t, graphemu.Options{})
	t.Setenv("IDENTITY_ENDPOINT", tn.Plain.IdentityEndpoint())
	t.Setenv("IDENTITY_HEADER", entra.IdentityHeader)
	config := tenantConfig(tn, values{
		"use_msi": true, "scope": "https://graph.microsoft.com", "client_id": "00000000-0000-4000-8000-000000000001",
	})
	compareText(t, "sign_in_identity_unknown", configureAndRead(t, config))
	t.Setenv("IDENTITY_HEADER", "wrong")
	compareText(t, "sign_in_identity_header", configureAndRead(t, config))
}

func TestDiagnostics_azureCLI(t *testing.T) {
	tn := tenant.New(t, graphemu.Options{})
	config := tenantConfig(tn, values{"client_id": nil})
	for name, script := range map[string]string{
		"signed_out": "echo \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1",
		"expired": "echo 'ERROR: AADSTS700082: The refresh token has expired due to inactivity. " +
			"Interactive authentication is needed. Please run:\n" +
			"az login --scope https://graph.microsoft.com/.default' >&2; exit 1",
	} {
		t.Setenv("PATH", tn.AzureCLI(t, script))
		compareText(t, "sign_in_cli_"+name, configureAndRead(t, config))
	}
	t.Setenv("PATH", tn.Dir)
	compareText(t, "sign_in_cli_missing", configureAndRead(t, config))
	t.Setenv("GRAPH_ACCESS_TOKEN", tn.PersonToken(""))
	compareText(t, "sign_in_cli_not_token", configureAndRead(t, config))
}

// runCommand runs a command in this process. It returns what the command prints on both streams, and its exit code.
func runCommand(t *testing.T, args ...string) (string, int) {
	t.Helper()
	var out strings.Builder
	code := command.Program{Version: "test"}.Run(t.Context(), args, &out, &out)
	return out.String(), code
}

// TestDiagnostics_session checks that the error about a session that has ended names the command that begins another.
//
//nolint:paralleltest // It changes the environment of the process.
func TestDiagnostics_session(t *testing.T) {
	tn := tenant.New(t, graphemu.Options{})
	tn.AtHome(t)
	tn.ApproveDevices(t)
	login := []string{"login", "-tenant", graphemu.TenantDomain, "-client-id", graphemu.ClientID}
	if out, code := runCommand(t, login...); code != 0 {
		t.Fatalf("login: exit code = %d, want 0:\n%s", code, out)
	}
	s := connect(t, values{})
	s.mustRead(t, "graph_me", values{})
	tn.RevokeSessions()
	tn.Challenge() // Entra also revokes the access tokens.
	compareText(t, "sign_in_session_revoked", configureAndRead(t, values{}))
	tn.ExpireSessions()
	tn.Challenge()
	compareText(t, "sign_in_session_expired", configureAndRead(t, values{}))
	out, code := runCommand(t, "status")
	compareText(t, "status_ended", out)
	if code != 1 {
		t.Errorf("status: exit code = %d, want 1", code)
	}
	// The session may also end while a run uses it.
	if out, code := runCommand(t, "logout"); code != 0 {
		t.Fatalf("logout: exit code = %d, want 0:\n%s", code, out)
	}
	tn.Challenge()
	if _, text := s.read(t, "graph_me", values{}); !strings.Contains(text, "Nobody is signed in") {
		t.Errorf("after logout: got %q, want that nobody is signed in", text)
	}
}
