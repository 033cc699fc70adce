package graph

import (
	"context"
	"net/http"

	"golang.org/x/oauth2"
)

// Tokens is a source of access tokens for Graph. It is asked before each attempt, so it should keep a token while it is
// valid.
type Tokens interface {
	// Token returns a token, or an error when ctx ends.
	Token(ctx context.Context) (*oauth2.Token, error)

	// Reject reports that Graph has refused a token, so that the next call of Token returns another one if there is
	// one. claims is the JSON of the claims challenge that the next token has to answer, or "" if there was none.
	Reject(token *oauth2.Token, claims string)
}

// A Grant is what a token states: who holds it, and what it allows.
type Grant struct {
	Delegated   bool     // whether a person is signed in, rather than an application
	Permissions []string // nil if the token does not list them
	TenantID    string   // "" if the token cannot be read
	ClientID    string   // of the application
	ObjectID    string   // of the person, or of the service principal
	Username    string   // of the person; "" for an application
}

// authorize adds the token to each attempt. It refuses to send the token anywhere but to the configured Graph, whatever
// link a call follows.
type authorize struct {
	next   *exchange
	tokens Tokens
	grant  func(accessToken string) Grant
	origin origin
}

// do makes an attempt, and another one if Graph refuses the token of the first: single servers of Graph are known to
// refuse a token that the others accept. The second has a new token, unless the first was new already.
func (a *authorize) do(ctx context.Context, c *call) (*Response, error) {
	if err := a.origin.check(c.url); err != nil {
		return nil, err
	}
	token, err := a.token(ctx)
	if err != nil {
		return nil, err
	}
	resp, err := a.send(ctx, c, token)
	if err != nil {
		return nil, err
	}
	challenge := claims(resp.Header) // A challenge used to come with 403 and may still.
	if resp.Status != http.StatusUnauthorized && (resp.Status != http.StatusForbidden || challenge == "") {
		return resp, nil
	}
	a.tokens.Reject(token, challenge)
	renewed, err := a.token(ctx)
	if err != nil {
		return nil, err
	}
	if renewed.AccessToken == token.AccessToken && (challenge != "" || token.Expiry.IsZero()) {
		return resp, nil // A token that cannot be renewed has probably expired.
	}
	return a.send(ctx, c, renewed)
}

// send makes an attempt with a token. If it is refused, what the token allows is kept for the error.
func (a *authorize) send(ctx context.Context, c *call, token *oauth2.Token) (*Response, error) {
	resp, err := a.next.send(ctx, c, token)
	refused := err == nil && (resp.Status == http.StatusForbidden || resp.Status == http.StatusUnauthorized)
	if refused && a.grant != nil {
		c.grant = a.grant(token.AccessToken)
	}
	return resp, err
}

func (a *authorize) token(ctx context.Context) (*oauth2.Token, error) {
	token, err := a.tokens.Token(ctx)
	if err != nil {
		return nil, &TokenError{Err: err}
	}
	return token, nil
}

// A TokenError reports that no token could be obtained. Graph was sent no request.
type TokenError struct {
	Err error // from the source of tokens
}

func (e *TokenError) Error() string { return "get a token: " + e.Err.Error() }

// Unwrap returns Err.
func (e *TokenError) Unwrap() error { return e.Err }
