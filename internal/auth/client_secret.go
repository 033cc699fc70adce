package auth

import (
	"context"
	"net/url"
	"os"
	"strings"

	"golang.org/x/oauth2"
)

// clientSecret signs an application in by its secret: the client credentials grant, RFC 6749 section 4.4.
func clientSecret(config Config) (fetcher, error) {
	secret := config.ClientSecret
	if config.firstOf("client_secret", "client_secret_file_path") != "client_secret" {
		var err error
		if secret, err = readSetting("client_secret_file_path", config.ClientSecretFile, "the client secret"); err != nil {
			return nil, err
		}
	}
	endpoint, err := config.endpoint(config.TenantID, "token")
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, claims string) (*oauth2.Token, error) {
		return config.application(ctx, endpoint, url.Values{"client_secret": {secret}}, claims)
	}, nil
}

// readSetting gives the text of a file that a setting names, without white space around it.
func readSetting(setting, file, holds string) (string, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return "", &SettingError{Setting: setting, Problem: "The file cannot be read: " + err.Error() + ".", Todo: "name a file that holds " + holds + " and that this user may read. A relative path is relative to the folder in which the CLI runs."}
	}
	text := strings.TrimSpace(string(content))
	if text == "" {
		return "", &SettingError{Setting: setting, Problem: "The file " + file + " is empty.", Todo: "name a file that holds " + holds + "."}
	}
	return text, nil
}
