package graphemu

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"time"
)

// The application that is registered in the company. ExpiredClientSecret is a secret of it that has expired.
const (
	ClientID            = "6f1b0d7e-3a52-4c8e-9a44-5d2f7c1e8b90"
	ClientSecret        = "emulator~secret+with/odd=characters&more"
	ExpiredClientSecret = "emulator~expired~secret"
)

// SignInOptions set up an [Authority]. The zero value is a lenient one.
type SignInOptions struct {
	// TokenLifetime is how long access tokens are valid; an hour when zero.
	TokenLifetime time.Duration
	// AppRoles are the application permissions granted to the registered client and to the managed identities;
	// [WideRoles] when nil.
	AppRoles []string
	// Certificates are registered for the client, which may sign assertions with their keys.
	Certificates []*x509.Certificate
	// OneUseAssertions refuses an assertion whose jti was seen before, which Entra does not.
	OneUseAssertions bool
	// ConsentedScopes are the delegated permissions that may be requested when a person signs in; nil for all.
	ConsentedScopes []string
	// DeviceInterval is how long a device is asked to wait between two polls, in whole seconds and at least one; five
	// seconds when zero, as in Entra.
	DeviceInterval time.Duration
	// SingleUseRefreshTokens makes a refresh token worthless once it was used, and ends the sign-in when it is used
	// again. In Entra the old one remains valid.
	SingleUseRefreshTokens bool
}

// authority is the authority of Entra ID: it issues the tokens of applications, people, jobs and machines, and checks
// those that come with a Graph request.
type authority struct {
	options   SignInOptions
	directory *directory
	now       func() time.Time
	key       []byte // Signs access tokens.

	idpKey     *ecdsa.PrivateKey // Of the emulated identity provider.
	assertions assertionLog
	challenges challengeStore
	devices    deviceStore
	refresh    refreshStore
}

// newAuthority returns the authority for the people of a directory.
func newAuthority(d *directory, clock func() time.Time, opts SignInOptions) *authority {
	if opts.TokenLifetime == 0 {
		opts.TokenLifetime = time.Hour
	}
	if opts.AppRoles == nil {
		opts.AppRoles = WideRoles()
	}
	if opts.DeviceInterval == 0 {
		opts.DeviceInterval = 5 * time.Second
	}
	return &authority{options: opts, directory: d, now: clock, key: []byte(rand.Text()), idpKey: newFederatedKey()}
}

// Reset forgets the devices that wait, the challenge, and which assertions were used. Tokens stay valid.
func (a *authority) Reset() {
	a.devices.reset()
	a.challenges.reset()
	a.assertions.reset()
}
