package auth

import (
	"context"
	"encoding/json"
	"maps"
	"net"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// endpoint gives an address of the authority for a tenant, such as that of its tokens.
func (c Config) endpoint(tenant, name string) (string, error) {
	if err := encrypted("authority_host", c.Authority); err != nil {
		return "", err
	}
	if u, err := url.Parse(c.Authority); err != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", &SettingError{Setting: "authority_host", Problem: "The address has more than scheme, host and path.", Todo: "give the root of the sign-in service alone, such as https://login.microsoftonline.com; or leave it out, and environment decides."}
	}
	return strings.TrimSuffix(c.Authority, "/") + "/" + url.PathEscape(tenant) + "/oauth2/v2.0/" + name, nil
}

// encrypted refuses an address to which a secret would travel in the open. It need not be encrypted where it stays on
// this machine.
func encrypted(setting, address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.User != nil:
		return &SettingError{Setting: setting, Problem: "The address must be absolute, and without a user name.", Todo: "give it as https://host."}
	case u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname()):
		return nil
	default:
		return &SettingError{Setting: setting, Problem: "The address must begin with https: secrets are sent there.", Todo: "give it with https."}
	}
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}

// application asks for a token of the application. proof is what a method adds to show that it is it.
func (c Config) application(ctx context.Context, endpoint string, proof url.Values, claims string) (*oauth2.Token, error) {
	return exchange(ctx, endpoint, c.ClientID, []string{c.Scope}, proof, claims)
}

// asserting signs the application in by assertions that it makes or asks for, a new one for each token, RFC 7523 section
// 2.2. endpoint is the address that an assertion is for.
func (c Config) asserting(assertion func(ctx context.Context, endpoint string) (string, error)) (fetcher, error) {
	endpoint, err := c.endpoint(c.TenantID, "token")
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

// exchange asks a token endpoint. params is what the grant has of its own; grant_type is client_credentials if it is
// not among it. The library knows that one grant with further parameters, and takes the place of others, as for the
// refresh of a token with claims, for which it has no call.
func exchange(ctx context.Context, endpoint, clientID string, scopes []string, params url.Values, claims string) (*oauth2.Token, error) {
	params = maps.Clone(params)
	params.Set("claims", withCapabilities(claims))
	grant := &clientcredentials.Config{
		ClientID:       clientID,
		TokenURL:       endpoint,
		Scopes:         scopes,
		EndpointParams: params,
		// Left to find the style out, the library tries HTTP Basic first: a request that Entra refuses.
		AuthStyle: oauth2.AuthStyleInParams,
	}
	return grant.Token(ctx)
}

// withCapabilities declares to the authority that claims challenges are answered, besides the claims of one. Entra then
// gives tokens that live long and can be revoked at once.
//
// See https://learn.microsoft.com/entra/identity-platform/claims-challenge.
func withCapabilities(claims string) string {
	asked := map[string]any{}
	if json.Unmarshal([]byte(claims), &asked) != nil || asked == nil {
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
		return claims // What was decoded from JSON can be encoded again.
	}
	return string(encoded)
}

// patient gives a client that repeats what failed for no fault of ours.
func patient(client *http.Client) *http.Client {
	if client == nil {
		client = http.DefaultClient
	}
	repeating := *client
	if repeating.Transport == nil {
		repeating.Transport = http.DefaultTransport
	}
	repeating.Transport = &retry{next: repeating.Transport}
	// A redirect would take the secret along to another host. The authority has no reason to send one.
	repeating.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &repeating
}
