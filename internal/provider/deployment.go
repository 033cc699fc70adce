package provider

import (
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// deployment is the Graph that is read, and where its people and applications sign in.
type deployment struct {
	home      cloud
	root      string // of Graph, which may be a gateway's
	authority string
	scope     string
	transport http.RoundTripper // the connections that Graph and the authority share
}

// deployment settles what environment, graph_endpoint, authority_host, scope and ca_certificate_file come to together.
func (c providerConfig) deployment(diags *diag.Diagnostics) (deployment, bool) {
	home, found := findCloud(c.text("environment", "public"))
	if !found {
		c.addError(diags, "environment", "Unknown environment", fmt.Sprintf("There is no environment %q.", c.text("environment", "")),
			"use one of "+cloudNames()+". GCC tenants are in `public`. For any other cloud set graph_endpoint and authority_host.")
		return deployment{}, false
	}
	transport, err := newTransport(c.text("ca_certificate_file", ""))
	if err != nil {
		c.addError(diags, "ca_certificate_file", "Certificate authorities cannot be read", sentence(err.Error()),
			"name a file with one or more certificates in PEM form (BEGIN CERTIFICATE).")
		return deployment{}, false
	}
	root, authority := c.text("graph_endpoint", home.graph), c.text("authority_host", home.authority)
	if c.isWritten("environment") && !c.isWritten("authority_host") && c.values["graph_endpoint"] == "" {
		authority = home.authority // AKS sets AZURE_AUTHORITY_HOST in every pod; the cloud that is written down has its own.
	}
	return deployment{
		home:      home,
		root:      root,
		authority: authority,
		scope:     defaultScope(c.text("scope", scope(root))),
		transport: transport,
	}, true
}

// session is what is known of the session that the settings mean, for the command that begins it.
func (c providerConfig) session(d deployment) auth.Session {
	return auth.Session{Authority: d.authority, Resource: strings.TrimSuffix(d.scope, "/.default"), TenantID: c.text("tenant_id", ""), ClientID: c.text("client_id", "")}
}

// auth hands the settings that matter for signing in to the package that does it.
func (c providerConfig) auth(d deployment) auth.Config {
	sessions, err := auth.UserSessions()
	if err != nil {
		sessions = auth.Sessions{} // A machine without a home folder has nobody's sessions.
	}
	chain, useOIDC := c.flag("send_certificate_chain"), c.flag("use_oidc")
	if !c.isWritten("use_oidc") && c.isWritten("oidc_token", "oidc_token_file_path", "oidc_request_url", "ado_pipeline_service_connection_id") {
		useOIDC = nil // The environment does not switch off what is written down.
	}
	return auth.Config{
		Method:              c.text("auth_method", ""),
		TenantID:            c.text("tenant_id", ""),
		ClientID:            c.text("client_id", ""),
		AccessToken:         c.text("access_token", ""),
		ClientSecret:        c.text("client_secret", ""),
		ClientSecretFile:    c.text("client_secret_file_path", ""),
		Certificate:         c.text("client_certificate", ""),
		CertificateFile:     c.text("client_certificate_path", ""),
		CertificatePassword: c.text("client_certificate_password", ""),
		SendChain:           chain != nil && *chain,
		UseOIDC:             useOIDC,
		OIDCToken:           c.text("oidc_token", ""),
		OIDCTokenFile:       c.text("oidc_token_file_path", ""),
		OIDCRequestURL:      c.text("oidc_request_url", ""),
		OIDCRequestToken:    c.text("oidc_request_token", ""),
		OIDCAudience:        c.text("oidc_audience", oidcAudience),
		ServiceConnectionID: c.text("ado_pipeline_service_connection_id", ""),
		UseMSI:              c.flag("use_msi"),
		UseCLI:              c.flag("use_cli"),
		Authority:           d.authority,
		Scope:               d.scope,
		Sessions:            sessions,
		HTTP:                &http.Client{Transport: d.transport, Timeout: 30 * time.Second},
		Logger:              slog.New(logHandler{}),
		Written:             c.written,
		Platform:            c.platform,
	}
}
