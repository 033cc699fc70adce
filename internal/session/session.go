// Package session keeps the sessions of people who signed in by device code, in files of this machine that many runs
// share.
package session

import (
	"fmt"
	"strings"
	"time"
)

// A Session is the sign-in of a person by device code, with the token that renews it.
type Session struct {
	Authority    string    `json:"authority"` // such as https://login.microsoftonline.com
	Resource     string    `json:"resource"`  // that its tokens are for, such as https://graph.microsoft.com
	TenantID     string    `json:"tenant_id"`
	Tenant       string    `json:"tenant"` // as it was named when the person signed in
	ClientID     string    `json:"client_id"`
	Username     string    `json:"username"`
	Scopes       []string  `json:"scopes"`
	SignedIn     time.Time `json:"signed_in"`
	Renewed      time.Time `json:"renewed"`
	RefreshToken string    `json:"refresh_token"`
	// AccessToken is the one that came with the refresh token. It spares the next run a renewal.
	AccessToken string    `json:"access_token"`
	Expires     time.Time `json:"expires"` // when the access token does
}

// String returns a description without the tokens.
func (s Session) String() string {
	return fmt.Sprintf("session of %s in %s with %s at %s", s.Username, s.TenantID, s.ClientID, s.Authority)
}

// Replaces reports whether the session is kept in the file of another, so that only one of them exists at a time.
func (s Session) Replaces(other Session) bool { return s.key() == other.key() }

// Permissions returns the permissions of Graph among the scopes, by their short names.
func (s Session) Permissions() []string {
	var names []string
	for _, scope := range s.Scopes {
		if i := strings.LastIndex(scope, "/"); i >= 0 {
			names = append(names, scope[i+1:])
		}
	}
	return names
}

// complete reports whether the session has all that a renewal needs.
func (s Session) complete() bool {
	return s.Authority != "" && s.TenantID != "" && s.ClientID != "" && s.RefreshToken != ""
}
