package auth

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/graph-data/terraform-provider-graph/internal/endpoint"
	"github.com/graph-data/terraform-provider-graph/internal/secret"
)

// endpoint returns an address of the authority for a tenant, such as that of its tokens.
func (c Config) endpoint(tenant, name string) (string, error) {
	_, err := endpoint.ParseRoot(c.Authority)
	if errors.Is(err, endpoint.ErrNotRoot) {
		return "", settingError(AuthorityHost, "The address has more than a scheme, a host and a path.",
			"set it to the root of the sign-in service, such as https://login.microsoftonline.com; or leave it "+
				"out to use that of environment.")
	}
	if err != nil {
		return "", addressError(AuthorityHost, err)
	}
	return strings.TrimSuffix(c.Authority, "/") + "/" + url.PathEscape(tenant) + "/oauth2/v2.0/" + name, nil
}

// addressError returns the error for an address to which a secret must not be sent.
func addressError(setting Setting, err error) error {
	switch {
	case errors.Is(err, endpoint.ErrPlain), errors.Is(err, endpoint.ErrScheme):
		return settingError(setting, "The address must begin with https, because secrets are sent to it.",
			"set it to an address that begins with https.")
	default:
		return settingError(setting, "The address must be absolute, and must not contain a user name.",
			"set it to an address such as https://host.")
	}
}

// application fetches a token of the application. proof holds the parameters by which the method proves its identity.
func (c Config) application(
	ctx context.Context, endpoint string, proof url.Values, claims string,
) (*oauth2.Token, error) {
	return c.exchange(ctx, endpoint, grant{c.Settings.Text(ClientID), []string{c.Scope}, proof, claims})
}

// asserting returns the fetcher of a method that signs the application in by assertions (RFC 7523, section 2.2). It
// asks for a new assertion for each token; endpoint is its audience.
func (c Config) asserting(assertion func(ctx context.Context, endpoint string) (string, error)) (fetcher, error) {
	endpoint, err := c.endpoint(c.Settings.Text(TenantID), "token")
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, claims string) (*oauth2.Token, error) {
		signed, err := assertion(ctx, endpoint)
		if err != nil {
			return nil, err
		}
		return c.application(ctx, endpoint, url.Values{
			"client_assertion_type": {"urn:ietf:params:oauth:client-assertion-type:jwt-bearer"},
			"client_assertion":      {signed},
		}, claims)
	}, nil
}

// A grant is the part of a token request that proves the right to a token.
type grant struct {
	clientID string
	scopes   []string
	params   url.Values // those of the grant; without a grant_type it is client_credentials
	claims   string     // of a challenge to answer; "" without one
}

// exchange posts a grant to a token endpoint. It uses the client credentials grant of the library for all grants, since
// that accepts any parameters, even another grant_type. The library has no call for a refresh with claims.
func (c Config) exchange(ctx context.Context, endpoint string, g grant) (*oauth2.Token, error) {
	params := maps.Clone(g.params)
	params.Set("claims", withCapabilities(g.claims))
	credentials := &clientcredentials.Config{
		ClientID:       g.clientID,
		TokenURL:       endpoint,
		Scopes:         g.scopes,
		EndpointParams: params,
		// Without it, the library would first try HTTP Basic authentication, which Entra refuses.
		AuthStyle: oauth2.AuthStyleInParams,
	}
	for _, name := range []string{"client_secret", "client_assertion", "refresh_token"} {
		secret.Hold(params.Get(name))
	}
	token, err := credentials.Token(c.forLibrary(ctx))
	if err == nil {
		secret.Hold(token.AccessToken, token.RefreshToken)
		return token, nil
	}
	_, refused := errors.AsType[*oauth2.RetrieveError](err)
	_, unreachable := errors.AsType[*url.Error](err)
	if !refused && !unreachable {
		err = fmt.Errorf("%w: %w", ErrNoToken, err) // The library could not read the answer.
	}
	return nil, err
}

// forLibrary returns a context for calls of x/oauth2, which takes its HTTP client from the context only.
func (c Config) forLibrary(ctx context.Context) context.Context {
	return context.WithValue(ctx, oauth2.HTTPClient, c.HTTP)
}

// withCapabilities adds to the claims of a challenge the declaration that challenges are answered. Entra then issues
// tokens that live long and can be revoked at once.
//
// See https://learn.microsoft.com/entra/identity-platform/claims-challenge.
func withCapabilities(claims string) string {
	asked := map[string]any{}
	if decodeClaims(claims, &asked) != nil || asked == nil {
		asked = map[string]any{}
	}
	access, ok := asked["access_token"].(map[string]any)
	if !ok {
		access = map[string]any{}
		asked["access_token"] = access
	}
	access["xms_cc"] = map[string]any{"values": []string{"cp1"}}
	encoded, err := json.Marshal(asked)
	if err != nil {
		return claims // Cannot happen: what was decoded from JSON can be encoded again.
	}
	return string(encoded)
}

// mergeClaims returns the claims that answer two challenges. Those of b count if both have the same.
func mergeClaims(a, b string) string {
	var merged, further map[string]map[string]any
	if decodeClaims(a, &merged) != nil || decodeClaims(b, &further) != nil || merged == nil {
		return cmp.Or(b, a)
	}
	for token, claims := range further {
		if merged[token] == nil {
			merged[token] = map[string]any{}
		}
		maps.Copy(merged[token], claims)
	}
	encoded, err := json.Marshal(merged)
	if err != nil {
		return b // Cannot happen: what was decoded from JSON can be encoded again.
	}
	return string(encoded)
}

// decodeClaims decodes the JSON of claims with all digits of its numbers.
func decodeClaims(claims string, into any) error {
	decoder := json.NewDecoder(strings.NewReader(claims))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// tokenClient returns a client that repeats failed token requests and follows no redirect.
func tokenClient(client *http.Client) *http.Client {
	if client == nil {
		client = http.DefaultClient
	}
	c := *client
	if c.Transport == nil {
		c.Transport = http.DefaultTransport
	}
	c.Transport = &retrying{next: c.Transport}
	// A redirect would take the secret along to another host. The authority has no reason to send one.
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &c
}
