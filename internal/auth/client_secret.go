package auth

import (
	"context"
	"net"
	"net/url"
	"os"
	"strings"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

// clientSecret signs an application in by its secret: the client credentials grant, RFC 6749 section 4.4.
func clientSecret(ctx context.Context, config Config) (oauth2.TokenSource, error) {
	secret, err := readSecret(config)
	if err != nil {
		return nil, err
	}
	endpoint, err := tokenURL(config)
	if err != nil {
		return nil, err
	}
	credentials := &clientcredentials.Config{
		ClientID:     config.ClientID,
		ClientSecret: secret,
		TokenURL:     endpoint,
		Scopes:       []string{config.Scope},
		// Left to find the style out, the library tries HTTP Basic first: a request that Entra refuses.
		AuthStyle: oauth2.AuthStyleInParams,
	}
	return fetcher(func() (*oauth2.Token, error) { return credentials.Token(ctx) }), nil
}

func readSecret(config Config) (string, error) {
	if config.ClientSecret != "" {
		return config.ClientSecret, nil
	}
	content, err := os.ReadFile(config.ClientSecretFile)
	if err != nil {
		return "", &SettingError{Setting: "client_secret_file_path", Problem: "The file cannot be read: " + err.Error() + "."}
	}
	secret := strings.TrimSpace(string(content))
	if secret == "" {
		return "", &SettingError{Setting: "client_secret_file_path", Problem: "The file is empty; it must hold the client secret."}
	}
	return secret, nil
}

// tokenURL gives the token endpoint of the tenant. A secret goes there, so it must be encrypted on its way, unless it
// stays on this machine.
func tokenURL(config Config) (string, error) {
	u, err := url.Parse(config.Authority)
	switch {
	case err != nil || u.Host == "":
		return "", &SettingError{Setting: "authority_host", Problem: "The address must be absolute, such as https://login.microsoftonline.com."}
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		return "", &SettingError{Setting: "authority_host", Problem: "The address must begin with https: secrets are sent there."}
	}
	return strings.TrimSuffix(config.Authority, "/") + "/" + url.PathEscape(config.TenantID) + "/oauth2/v2.0/token", nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// fetcher asks anew each time; [sharedSource] decides when.
type fetcher func() (*oauth2.Token, error)

func (f fetcher) Token() (*oauth2.Token, error) { return f() }
