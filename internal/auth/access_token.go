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
			"set the token alone, without the word in front of it.")
	}
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, settingError(AccessToken, "The token holds white space or other characters that no token has.",
			"set it as it was issued, on one line.")
	}
	return func(context.Context, string) (*oauth2.Token, error) {
		return &oauth2.Token{AccessToken: token}, nil
	}, nil
}
