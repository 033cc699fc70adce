package graph

import (
	"context"
	"net/http"

	"github.com/google/uuid"
	"golang.org/x/oauth2"
)

// A Dropper is a token source that can be told to forget a token that Graph has refused. claims is
// the JSON of the claims challenge that the next token has to answer, or "" when there was none.
type Dropper interface {
	Drop(token *oauth2.Token, claims string)
}

// signing puts on each attempt what belongs to it alone: the token and a client-request-id. It is
// the one place where the token leaves, and it lets it go to the configured Graph only, whatever
// redirect or link led here.
type signing struct {
	next   http.RoundTripper
	tokens oauth2.TokenSource
	grant  func(accessToken string) Grant
	origin origin
}

// A Grant is what a token says that its holder may do.
type Grant struct {
	Delegated   bool     // whether a person is signed in, rather than an application
	Permissions []string // nil if the token does not say
}

func (s *signing) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := s.origin.check(req.URL); err != nil {
		return nil, err
	}
	token, err := s.token(req.Context())
	if err != nil {
		return nil, err
	}
	resp, err := s.send(req, token)
	if err != nil {
		return nil, err
	}
	// A challenge used to come with 403 and may still.
	challenge := claims(resp.Header)
	if resp.StatusCode == http.StatusUnauthorized || resp.StatusCode == http.StatusForbidden && challenge != "" {
		return s.again(req, resp, token, challenge)
	}
	return resp, nil
}

// again repeats a request whose token was refused, once, if the source has another to offer. Single
// servers of Graph are known to refuse a token that the others accept.
func (s *signing) again(req *http.Request, refused *http.Response, old *oauth2.Token, challenge string) (*http.Response, error) {
	dropper, ok := s.tokens.(Dropper)
	if !ok {
		return refused, nil
	}
	dropper.Drop(old, challenge)
	token, err := s.token(req.Context())
	if err == nil && token.AccessToken == old.AccessToken {
		return refused, nil
	}
	_ = refused.Body.Close()
	if err != nil {
		return nil, err
	}
	if req, err = rewind(req); err != nil {
		return nil, err
	}
	return s.send(req, token)
}

func (s *signing) send(req *http.Request, token *oauth2.Token) (*http.Response, error) {
	id := uuid.NewString()
	seen := traceOf(req.Context())
	seen.clientRequestID, seen.unsure = id, true
	signed := req.Clone(req.Context())
	signed.Header.Set("client-request-id", id)
	token.SetAuthHeader(signed)
	resp, err := s.next.RoundTrip(signed)
	if err == nil && resp.StatusCode == http.StatusForbidden && s.grant != nil {
		seen.grant = s.grant(token.AccessToken)
	}
	if err == nil && resp.Header.Get("client-request-id") == "" {
		// What answers in Graph's place does not repeat it, and it is then what the request is found by.
		resp.Header.Set("client-request-id", id)
	}
	return resp, err
}

// token asks the source. A source knows no context, so one that hangs is left to itself when the
// context ends.
func (s *signing) token(ctx context.Context) (*oauth2.Token, error) {
	type result struct {
		token *oauth2.Token
		err   error
	}
	results := make(chan result, 1)
	go func() {
		token, err := s.tokens.Token()
		results <- result{token, err}
	}()
	select {
	case r := <-results:
		if r.err != nil {
			return nil, &TokenError{Err: r.err}
		}
		return r.token, nil
	case <-ctx.Done():
		return nil, &TokenError{Err: context.Cause(ctx)}
	}
}

// A TokenError reports that the token source gave no token. Nothing was asked of Graph.
type TokenError struct {
	Err error // what the source said, or the end of the context
}

func (e *TokenError) Error() string { return "get a token: " + e.Err.Error() }

// Unwrap returns Err.
func (e *TokenError) Unwrap() error { return e.Err }
