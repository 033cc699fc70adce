package auth

import (
	"context"
	"net/url"
	"os"
	"strings"

	"golang.org/x/oauth2"
)

// clientSecret signs an application in by its secret: the client credentials grant, RFC 6749, section 4.4.
func clientSecret(config Config) (fetcher, error) {
	secret := config.Settings.Text(ClientSecret)
	if config.Settings.firstOf(ClientSecret, ClientSecretFile) == ClientSecretFile {
		var err error
		if secret, err = config.readFile(ClientSecretFile, "the client secret"); err != nil {
			return nil, err
		}
	}
	endpoint, err := config.endpoint(config.Settings.Text(TenantID), "token")
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, claims string) (*oauth2.Token, error) {
		return config.application(ctx, endpoint, url.Values{"client_secret": {secret}}, claims)
	}, nil
}

// readFile returns the text of the file that a setting names, without surrounding white space. content describes it.
func (c Config) readFile(setting Setting, content string) (string, error) {
	name := c.Settings.Text(setting)
	data, err := os.ReadFile(name)
	if err != nil {
		return "", settingError(setting, "The file cannot be read: "+err.Error()+".",
			"set it to a file that contains "+content+" and that this user may read. "+relativePath)
	}
	text := strings.TrimSpace(string(data))
	if text == "" {
		return "", settingError(setting, "The file "+name+" is empty.",
			"name a file that holds "+content+".")
	}
	return text, nil
}

const relativePath = "A relative path is relative to the folder in which the CLI runs."
