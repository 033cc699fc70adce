package settings

import (
	"log/slog"
	"net/http"
	"strconv"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// tokenTimeout bounds a token request with all its attempts.
const tokenTimeout = 30 * time.Second

// Auth returns the configuration of the sign-in.
func (s *Settings) Auth(logger *slog.Logger) auth.Config {
	return auth.Config{
		Settings:  s.values,
		Authority: s.Authority,
		Scope:     s.Scope,
		Sessions:  session.UserStore(),
		HTTP:      &http.Client{Transport: s.Transport, Timeout: tokenTimeout},
		Logger:    logger,
	}
}

// SignIn returns the source of tokens that the settings select. The error is an [*Error], an [*auth.SessionError] or a
// [*session.Error].
func (s *Settings) SignIn(logger *slog.Logger) (*auth.Source, error) {
	config := s.Auth(logger)
	tokens, err := auth.New(config)
	if err != nil {
		return nil, s.signInError(config, err)
	}
	if err := s.checkPairs(tokens.Method); err != nil {
		return nil, err
	}
	return tokens, nil
}

// Why returns why a method of signing in is used, as a clause.
func (s *Settings) Why(tokens *auth.Source) string {
	value := s.values[tokens.By]
	switch {
	case tokens.By == "" && tokens.Method == "azure_cli":
		return "no method is configured, and nobody has signed in with login"
	case tokens.By == "":
		return "no method is configured, and somebody has signed in with login"
	case value.Variable != "":
		return "the environment variable " + value.Variable + " is set"
	default:
		return string(tokens.By) + " is set"
	}
}

// Client returns the client of the Graph that the settings select. The error is an [*Error].
func (s *Settings) Client(tokens graph.Tokens, userAgent string, logger *slog.Logger) (*graph.Client, error) {
	limit, err := strconv.Atoi(s.values.Text(maxConcurrent))
	if err != nil {
		limit = graph.DefaultConcurrent
	}
	client, err := graph.New(graph.Config{
		Root:          s.Root,
		Tokens:        tokens,
		Grant:         grant,
		Transport:     s.Transport,
		UserAgent:     userAgent,
		Logger:        logger,
		MaxConcurrent: limit,
	})
	if err != nil {
		return nil, s.error(graphEndpoint, "Microsoft Graph cannot be addressed", explain.Begin(err.Error()),
			"set it to the root, such as https://graph.microsoft.com, with https and without the version.")
	}
	return client, nil
}

// grant returns what a token allows: the scopes of a person, or the roles of an application, which may have none.
func grant(accessToken string) graph.Grant {
	claims := auth.ReadClaims(accessToken)
	grant := graph.Grant{
		Permissions: claims.Roles, TenantID: claims.TenantID, ClientID: claims.ClientID, ObjectID: claims.ObjectID,
		Username: claims.Username,
	}
	switch {
	case claims.Scopes != nil:
		grant.Delegated, grant.Permissions = true, claims.Scopes
	case claims.Roles == nil && claims.TenantID != "":
		grant.Permissions = []string{}
	}
	return grant
}
