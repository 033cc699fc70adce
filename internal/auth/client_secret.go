package auth

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/secret"
	"github.com/graph-data/terraform-provider-graph/internal/userfile"
)

// clientSecret signs an application in by its secret: the client credentials grant, RFC 6749, section 4.4.
func clientSecret(config Config) (fetcher, error) {
	value := config.Settings.Text(ClientSecret)
	if config.Settings.firstOf(ClientSecret, ClientSecretFile) == ClientSecretFile {
		var err error
		if value, err = config.readFile(ClientSecretFile, "the client secret", ClientSecret); err != nil {
			return nil, err
		}
	}
	endpoint, err := config.endpoint(config.Settings.Text(TenantID), "token")
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context, claims string) (*oauth2.Token, error) {
		return config.application(ctx, endpoint, url.Values{"client_secret": {value}}, claims)
	}, nil
}

// readFile returns the text of the file that a setting names, without surrounding white space. content describes it;
// inline is the setting that takes it without a file.
func (c Config) readFile(setting Setting, content string, inline Setting) (string, error) {
	text, err := userfile.ReadText(c.Settings.Text(setting))
	if err != nil {
		return "", fileError(setting, err, content, inline)
	}
	secret.Hold(text)
	return text, nil
}

// fileError returns the error of a setting whose file cannot be read.
func fileError(setting Setting, err error, content string, inline Setting) error {
	if errors.Is(err, userfile.ErrContent) {
		return settingError(setting, "The value is the content of a file, and not its path.",
			fmt.Sprintf("set %s to it, and leave %s out; or save it in a file and name that.", inline, setting))
	}
	return settingError(setting, "The file cannot be read: "+err.Error()+".",
		"set it to a file that contains "+content+" and that this user may read. A relative path is relative to the "+
			"folder in which the CLI runs.")
}
