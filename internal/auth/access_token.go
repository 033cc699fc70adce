package auth

import (
	"context"
	"strings"

	"golang.org/x/oauth2"
)

// accessToken uses a token that was obtained elsewhere. It cannot be renewed.
func accessToken(config Config) (fetcher, error) {
	token := strings.TrimSpace(config.Settings.Text(AccessToken))
	if strings.HasPrefix(strings.ToLower(token), "bearer ") {
		return nil, settingError(AccessToken, "The token begins with \"Bearer\".",
			"set it to the token without that word.")
	}
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, settingError(AccessToken, "The token has white space or other characters that no token has.",
			"set it to the token as it was issued, on one line.")
	}
	return func(context.Context, string) (*oauth2.Token, error) {
		return &oauth2.Token{AccessToken: token}, nil
	}, nil
}
