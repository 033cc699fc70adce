package auth

import (
	"context"
	"strings"

	"golang.org/x/oauth2"
)

// accessToken uses a token that somebody else fetched. It cannot be renewed.
func accessToken(config Config) (fetcher, error) {
	token := strings.TrimSpace(config.AccessToken)
	if strings.HasPrefix(strings.ToLower(token), "bearer ") {
		return nil, &SettingError{Setting: "access_token", Problem: "The token begins with \"Bearer\".", Todo: "give the token alone, without the word in front of it."}
	}
	if strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, &SettingError{Setting: "access_token", Problem: "The token holds white space or characters that no token has.", Todo: "give it as it was issued, in one line."}
	}
	return func(context.Context, string) (*oauth2.Token, error) {
		return &oauth2.Token{AccessToken: token}, nil
	}, nil
}
