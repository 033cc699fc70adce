// Package entra emulates the authority of Microsoft Entra ID, and the services that issue tokens to machines and jobs.
package entra

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"slices"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
)

// The application that is registered in the company. ExpiredClientSecret is a secret of it that has expired.
const (
	ClientID            = "6f1b0d7e-3a52-4c8e-9a44-5d2f7c1e8b90"
	ClientSecret        = "emulator~secret+with/odd=characters&more"
	ExpiredClientSecret = "emulator~expired~secret"
)

// Options set up an [Authority]. The zero value is a lenient one.
type Options struct {
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

// Authority is the authority of Entra ID: it issues the tokens of applications, people, jobs and machines, and checks
// those that come with a Graph request.
type Authority struct {
	options   Options
	directory *directory.Directory
	now       func() time.Time
	key       []byte // Signs access tokens.

	idpKey     *ecdsa.PrivateKey // Of the emulated identity provider.
	assertions assertionLog
	challenges challengeStore
	devices    deviceStore
	refresh    refreshStore
}

// New returns the authority for the people of a directory.
func New(d *directory.Directory, clock func() time.Time, opts Options) *Authority {
	if opts.TokenLifetime == 0 {
		opts.TokenLifetime = time.Hour
	}
	if opts.AppRoles == nil {
		opts.AppRoles = WideRoles()
	}
	if opts.DeviceInterval == 0 {
		opts.DeviceInterval = 5 * time.Second
	}
	return &Authority{options: opts, directory: d, now: clock, key: []byte(rand.Text()), idpKey: newFederatedKey()}
}

// Reset forgets the devices that wait, the challenge, and which assertions were used. Tokens stay valid.
func (a *Authority) Reset() {
	a.devices.reset()
	a.challenges.reset()
	a.assertions.reset()
}

// WideScopes are the delegated permissions of a token that was not asked to have others: all that this emulator looks
// for.
func WideScopes() []string {
	return append([]string{
		"openid", "profile", "email", "User.Read", "Calendars.Read.Shared", "Mail.Send.Shared",
	}, widePermissions...)
}

// WideRoles are the application permissions of a token that was not asked to have others.
func WideRoles() []string { return slices.Clone(widePermissions) }

var widePermissions = []string{
	"User.Read.All", "Directory.Read.All", "Team.ReadBasic.All", "AuditLog.Read.All", "User-LifeCycleInfo.Read.All",
	"CustomSecAttributeAssignment.Read.All", "MailboxSettings.Read", "ProfilePhoto.Read.All",
	"Channel.ReadBasic.All", "TeamMember.Read.All", "ChannelMember.Read.All", "LicenseAssignment.Read.All",
	"Calendars.Read", "Mail.Send",
	"OrgContact.Read.All", "Group.Read.All", "Organization.Read.All", "Files.Read.All",
}
