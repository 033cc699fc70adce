package auth

import (
	"context"
	"errors"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/oauth2"
)

// accessToken uses a token that was obtained elsewhere. It cannot be renewed.
func accessToken(config Config) (fetcher, error) {
	text := strings.TrimSpace(config.Settings.Text(AccessToken))
	if strings.HasPrefix(strings.ToLower(text), "bearer ") {
		return nil, settingError(AccessToken, "The token begins with \"Bearer\".",
			"set it to the token without that word.")
	}
	token := &oauth2.Token{AccessToken: text}
	err := config.checkToken(token)
	if errors.Is(err, ErrNotToken) {
		return nil, settingError(AccessToken, "The token has white space or other characters that no token has.",
			"set it to the token as it was issued, on one line.")
	}
	if other, ok := errors.AsType[*TenantError](err); ok {
		return nil, settingError(TenantID, "The access token"+config.Settings.from(AccessToken)+" is of the tenant "+
			other.Got+", but tenant_id is "+other.Want+".",
			"set an access token of that tenant, or correct tenant_id or leave it out.")
	}
	return func(context.Context, string) (*oauth2.Token, error) { return token, nil }, nil
}

// from returns the name of the environment variable that holds a setting, in parentheses, or "" if none does.
func (s Settings) from(name Setting) string {
	if variable := s[name].Variable; variable != "" {
		return " (from " + variable + ")"
	}
	return ""
}

// checkToken returns [ErrNotToken] for a token that cannot stand in a header, and a [*TenantError] for one of another
// tenant than tenant_id, if both are known by their ids: it would read another directory.
func (c Config) checkToken(token *oauth2.Token) error {
	text := token.AccessToken
	if text == "" || strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return ErrNotToken
	}
	want, isID := tenantID(c.Settings.Text(TenantID)) // It may be a domain name.
	got, isKnown := tenantID(ReadClaims(text).TenantID)
	if isID && isKnown && got != want {
		return &TenantError{Want: want, Got: got}
	}
	return nil
}

// tenantID returns the id of a tenant in its usual form.
func tenantID(text string) (id string, ok bool) {
	parsed, err := uuid.Parse(text)
	return parsed.String(), err == nil
}
