package graph

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
)

// A tokenSource returns the first of its tokens until Reject moves on to the next one.
type tokenSource struct {
	tokens   []string
	rejected []string
	claims   []string
}

func (s *tokenSource) Token(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: s.tokens[0]}, nil
}

func (s *tokenSource) Reject(token *oauth2.Token, claims string) {
	s.rejected, s.claims = append(s.rejected, token.AccessToken), append(s.claims, claims)
	if len(s.tokens) > 1 {
		s.tokens = s.tokens[1:]
	}
}

// acceptOnly returns a server that responds with 401 to every other token.
func acceptOnly(token string) *server {
	return &server{respond: func(_ int, req *http.Request) (*http.Response, error) {
		if req.Header.Get("Authorization") == "Bearer "+token {
			return response(200, `{"id":"a"}`), nil
		}
		return response(401, `{"error":{"code":"InvalidAuthenticationToken","message":"expired"}}`), nil
	}}
}

func TestAuthorize_rejectsOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		tokens   []string
		requests int
		ok       bool
	}{
		"first token is good":  {[]string{"good"}, 1, true},
		"second token is good": {[]string{"old", "good"}, 2, true},
		"third token is good":  {[]string{"old", "older", "good"}, 2, false},
		"no other token":       {[]string{"old"}, 1, false},
	} {
		graph := acceptOnly("good")
		tokens := &tokenSource{tokens: test.tokens}
		_, err := getMe(t.Context(), newClient(t, graph, func(config *Config) { config.Tokens = tokens }))
		if graph.count() != test.requests || test.ok != (err == nil) {
			t.Errorf("%s: %d requests, error %v; want %d requests, success %t",
				name, graph.count(), err, test.requests, test.ok)
		}
		if !test.ok && errorAs[*Error](t, err).Status != 401 {
			t.Errorf("%s: error = %v, want status 401", name, err)
		}
		first := graph.requests[0].Header.Get("client-request-id")
		if last := graph.requests[test.requests-1].Header.Get("client-request-id"); test.requests > 1 && first == last {
			t.Errorf("%s: both requests have the client-request-id %s, want different ones", name, first)
		}
	}
}

// A claims challenge is passed to the source of tokens, and answered once. The header is an example of Microsoft's
// documentation of claims challenges.
func TestAuthorize_challenge(t *testing.T) {
	t.Parallel()
	const challenge = `Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7` +
		`ImVzc2VudGlhbCI6dHJ1ZSwgInZhbHVlIjoiMTY1MjgxMzUwOCJ9fX0="`
	const claims = `{"access_token":{"nbf":{"essential":true, "value":"1652813508"}}}`
	for _, status := range []int{401, 403} {
		graph := &server{respond: func(_ int, req *http.Request) (*http.Response, error) {
			if req.Header.Get("Authorization") == "Bearer good" {
				return response(200, `{"id":"a"}`), nil
			}
			refused := response(status, `{"error":{"code":"InvalidAuthenticationToken","message":"challenged"}}`)
			refused.Header.Set("WWW-Authenticate", challenge)
			return refused, nil
		}}
		for name, tokens := range map[string][]string{
			"answered": {"old", "good"}, "challenged again": {"old", "older", "good"},
		} {
			graph.requests = nil
			tokens := &tokenSource{tokens: tokens}
			_, err := getMe(t.Context(), newClient(t, graph, func(config *Config) { config.Tokens = tokens }))
			if len(tokens.claims) != 1 || tokens.claims[0] != claims || graph.count() != 2 {
				t.Errorf("%d, %s: claims %q after %d requests, want [%q] after 2",
					status, name, tokens.claims, graph.count(), claims)
			}
			if name == "challenged again" && errorAs[*Error](t, err).Claims == "" {
				t.Errorf("%d, %s: error = %v without claims, want one with claims", status, name, err)
			}
			if name == "answered" && err != nil {
				t.Errorf("%d, %s: error = %v, want nil", status, name, err)
			}
		}
	}
}

func TestAuthorize_noOtherToken(t *testing.T) {
	t.Parallel()
	graph := acceptOnly("good")
	if _, err := getMe(t.Context(), newClient(t, graph)); errorAs[*Error](t, err).Status != 401 || graph.count() != 1 {
		t.Errorf("error %v after %d requests, want status 401 after 1", err, graph.count())
	}
}

// A plain 403 does not reject the token.
func TestAuthorize_forbidden(t *testing.T) {
	t.Parallel()
	graph := newServer(reply(403, ""))
	tokens := &tokenSource{tokens: []string{"a", "b"}}
	_, err := getMe(t.Context(), newClient(t, graph, func(config *Config) { config.Tokens = tokens }))
	if errorAs[*Error](t, err).Status != 403 || len(tokens.rejected) > 0 || graph.count() != 1 {
		t.Errorf("error %v after %d requests, rejected tokens %v; want status 403 after 1, none rejected",
			err, graph.count(), tokens.rejected)
	}
}

func TestAuthorize_tokenError(t *testing.T) {
	t.Parallel()
	refused := &oauth2.RetrieveError{ErrorCode: "invalid_client"}
	graph := newServer(reply(200, `{}`))
	fetched := 0
	c := newClient(t, graph, func(config *Config) {
		config.Tokens = tokenFunc(func(context.Context) (*oauth2.Token, error) { fetched++; return nil, refused })
	})
	_, err := getMe(t.Context(), c)
	if errorAs[*TokenError](t, err) == nil || !errors.Is(err, refused) || graph.count() > 0 || fetched != 1 {
		t.Errorf("error %v after %d tokens and %d requests, want %v after 1 token and no request",
			err, fetched, graph.count(), refused)
	}
}

func TestAuthorize_sourceHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		c := newClient(t, newServer(reply(200, `{}`)), func(config *Config) {
			config.Tokens = tokenFunc(func(ctx context.Context) (*oauth2.Token, error) {
				<-ctx.Done()
				return nil, context.Cause(ctx)
			})
		})
		start := time.Now()
		_, err := getMe(ctx, c)
		if errorAs[*TokenError](t, err); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("error %v after %s, want %v after 1s", err, time.Since(start), context.DeadlineExceeded)
		}
	})
}

// tokenOf is a source that always returns the same token.
type tokenOf struct{ token *oauth2.Token }

func (t tokenOf) Token(context.Context) (*oauth2.Token, error) { return t.token, nil }

func (tokenOf) Reject(*oauth2.Token, string) {}

// Whatever type an authority names, the token is sent as Bearer.
func TestAuthorize_type(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"", "bearer", "mac", "pop", "basic", "N_A", "x\r\nX-Header: y"} {
		graph := newServer(reply(200, `{}`))
		c := newClient(t, graph, func(config *Config) {
			config.Tokens = tokenOf{&oauth2.Token{AccessToken: "token", TokenType: kind}}
		})
		if _, err := getMe(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		if got := graph.requests[0].Header.Get("Authorization"); got != "Bearer token" {
			t.Errorf("type %q: Authorization = %q, want Bearer token", kind, got)
		}
	}
}

// A token that is refused without a challenge and stays is tried once more if it could have been renewed: single
// servers of Graph refuse what the others accept.
func TestAuthorize_sameToken(t *testing.T) {
	t.Parallel()
	for expiry, want := range map[time.Time]int{{}: 1, time.Now().Add(time.Hour): 2} {
		graph := newServer(reply(401, ``), reply(200, `{}`))
		c := newClient(t, graph, func(config *Config) {
			config.Tokens = tokenOf{&oauth2.Token{AccessToken: "token", Expiry: expiry}}
		})
		if _, err := getMe(t.Context(), c); (err == nil) != (want == 2) || graph.count() != want {
			t.Errorf("expiry %v: error %v after %d requests, want %d requests", expiry, err, graph.count(), want)
		}
	}
}
