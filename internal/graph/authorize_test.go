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

// A source returns its tokens one after the other; each Reject moves on to the next.
type source struct {
	tokens   []string
	rejected []string
	claims   []string
}

func (s *source) Token(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: s.tokens[0]}, nil
}

func (s *source) Reject(token *oauth2.Token, claims string) {
	s.rejected, s.claims = append(s.rejected, token.AccessToken), append(s.claims, claims)
	if len(s.tokens) > 1 {
		s.tokens = s.tokens[1:]
	}
}

// accepting answers 401 to all tokens but one.
func accepting(token string) *server {
	return &server{answer: func(_ int, req *http.Request) (*http.Response, error) {
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
		"first is good":  {[]string{"good"}, 1, true},
		"second is good": {[]string{"old", "good"}, 2, true},
		"third is good":  {[]string{"old", "older", "good"}, 2, false},
		"only one":       {[]string{"old"}, 1, false},
	} {
		graph := accepting("good")
		tokens := &source{tokens: test.tokens}
		_, err := me(t.Context(), newClient(t, graph, func(config *Config) { config.Tokens = tokens }))
		if graph.count() != test.requests || test.ok != (err == nil) {
			t.Errorf("%s: %d requests, %v", name, graph.count(), err)
		}
		if !test.ok && as[*Error](t, err).Status != 401 {
			t.Errorf("%s: %v", name, err)
		}
		if graph.requests[0].Header.Get("client-request-id") == graph.requests[test.requests-1].Header.Get("client-request-id") && test.requests > 1 {
			t.Errorf("%s: the same client-request-id twice", name)
		}
	}
}

// A challenge is handed to the source, and answered once; the header is that of Microsoft's documentation of claims
// challenges.
func TestAuthorize_challenge(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 403} {
		graph := &server{answer: func(_ int, req *http.Request) (*http.Response, error) {
			if req.Header.Get("Authorization") == "Bearer good" {
				return response(200, `{"id":"a"}`), nil
			}
			refused := response(status, `{"error":{"code":"InvalidAuthenticationToken","message":"challenged"}}`)
			refused.Header.Set("WWW-Authenticate", `Bearer realm="", error="insufficient_claims", claims="eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7ImVzc2VudGlhbCI6dHJ1ZSwgInZhbHVlIjoiMTY1MjgxMzUwOCJ9fX0="`)
			return refused, nil
		}}
		for name, tokens := range map[string][]string{"answered": {"old", "good"}, "twice": {"old", "older", "good"}} {
			graph.requests = nil
			tokens := &source{tokens: tokens}
			_, err := me(t.Context(), newClient(t, graph, func(config *Config) { config.Tokens = tokens }))
			if len(tokens.claims) != 1 || tokens.claims[0] != `{"access_token":{"nbf":{"essential":true, "value":"1652813508"}}}` || graph.count() != 2 {
				t.Errorf("%d %s: claims %v after %d requests", status, name, tokens.claims, graph.count())
			}
			if name == "twice" && as[*Error](t, err).Claims == "" || name == "answered" && err != nil {
				t.Errorf("%d %s: %v", status, name, err)
			}
		}
	}
}

func TestAuthorize_noOtherToken(t *testing.T) {
	t.Parallel()
	graph := accepting("good")
	if _, err := me(t.Context(), newClient(t, graph)); as[*Error](t, err).Status != 401 || graph.count() != 1 {
		t.Errorf("%v after %d requests", err, graph.count())
	}
}

func TestAuthorize_forbiddenIsNoReasonToSignIn(t *testing.T) {
	t.Parallel()
	graph := answers(reply(403, ""))
	tokens := &source{tokens: []string{"a", "b"}}
	_, err := me(t.Context(), newClient(t, graph, func(config *Config) { config.Tokens = tokens }))
	if as[*Error](t, err).Status != 403 || len(tokens.rejected) > 0 || graph.count() != 1 {
		t.Errorf("%v, rejected %v", err, tokens.rejected)
	}
}

func TestAuthorize_tokenError(t *testing.T) {
	t.Parallel()
	refused := &oauth2.RetrieveError{ErrorCode: "invalid_client"}
	graph := answers(reply(200, `{}`))
	asked := 0
	c := newClient(t, graph, func(config *Config) {
		config.Tokens = tokenFunc(func(context.Context) (*oauth2.Token, error) { asked++; return nil, refused })
	})
	_, err := me(t.Context(), c)
	if as[*TokenError](t, err) == nil || !errors.Is(err, refused) || graph.count() > 0 || asked != 1 {
		t.Errorf("%v after asking %d times", err, asked)
	}
}

func TestAuthorize_sourceHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		c := newClient(t, answers(reply(200, `{}`)), func(config *Config) {
			config.Tokens = tokenFunc(func(ctx context.Context) (*oauth2.Token, error) {
				<-ctx.Done()
				return nil, context.Cause(ctx)
			})
		})
		start := time.Now()
		_, err := me(ctx, c)
		if as[*TokenError](t, err); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("%v after %s", err, time.Since(start))
		}
	})
}
