package graphemu

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"log/slog"
	"net/http"
	"strings"
	"time"
)

// Options sets up an emulator. The zero value is the company of seed.json, without delay.
type Options struct {
	// Users adds that many generated users behind those of the seed. User i, counted from 0, has the id
	// [GeneratedID](i) and the user principal name [GeneratedUPN](i).
	Users int
	// NoSeed leaves the people and teams of the seed out, so that the directory has exactly Users users; the signed-in
	// person is then generated user 0.
	NoSeed bool
	// Seed is a company to use in place of the built-in one, in the form of seed.json.
	Seed []byte

	// Latency is waited for before each Graph request, ItemLatency for each item of its answer.
	Latency     time.Duration
	ItemLatency time.Duration

	// TokenLifetime is how long access tokens are good for; an hour when zero.
	TokenLifetime time.Duration
	// AppRoles are the application permissions granted to the registered client, and to the managed identities;
	// [WideRoles] when nil.
	AppRoles []string
	// Certificates are registered for the client, which may sign assertions with their keys.
	Certificates []*x509.Certificate
	// OneUseAssertions refuses an assertion whose jti was seen before, which Entra does not.
	OneUseAssertions bool
	// ConsentedScopes are the delegated permissions that may be asked for when a person signs in; nil for all.
	ConsentedScopes []string
	// DeviceInterval is how long a device is told to wait between two questions, in whole seconds and one at least; five
	// when zero, as in Entra.
	DeviceInterval time.Duration
	// SlowDown answers slow_down to that many questions of each device at first, which Entra never does.
	SlowDown int
	// AutoApprove is the id or user principal name of somebody who enters the code of every device after its first
	// question; empty for nobody.
	AutoApprove string
	// SingleUseRefreshTokens makes a refresh token worthless once it was used, and ends the sign-in when it is used
	// again. In Entra the old one goes on working.
	SingleUseRefreshTokens bool

	// MaxPageSize is the largest $top that is not refused; 999 when zero.
	MaxPageSize int
	// EmptyPages puts a page without items, but with a next link, before every page but the first.
	EmptyPages bool

	// NoLevels refuses $levels in $expand=manager with this status, 400 or 501, so that a client has to walk upward.
	NoLevels int
	// Events adds that many events to the calendar of [PersonUPN]: event i, counted from 0, begins i times three hours
	// after [EventsStart] and takes half an hour.
	Events int
	// Clock returns the time: for the authority, where tokens are checked, and for the events that the seed has
	// relative to today; [time.Now] when nil.
	Clock func() time.Time
	// Hosts are further names in the certificate of a TLS server, for a proxy that leads them here. They may begin with
	// a wildcard.
	Hosts []string
	// ContentOrigin is scheme and host to which the content of a file is redirected. When it is empty, that is the
	// emulator itself under another name: localhost for 127.0.0.1, else with "content." in front.
	ContentOrigin string

	// Log gets one line per request; nil for none.
	Log *slog.Logger
}

// Server is the emulator. It is safe for concurrent use.
type Server struct {
	options   Options
	directory *directory
	results   resultCache
	key       []byte // Signs access tokens and page tokens; each server has its own.

	recorder recorder
	script   script
	photos   photoStore
	mail     mailbox

	idpKey     *ecdsa.PrivateKey // Of the emulated identity provider.
	assertions assertionLog
	challenges challengeStore
	devices    deviceStore
	refresh    refreshStore
	autoPerson *person // Options.AutoApprove, or nil.
}

var _ http.Handler = (*Server)(nil)

// New makes an emulator that serves what opts describes. It panics on a broken Options.Seed, and when the user of
// Options.AutoApprove does not exist.
func New(opts Options) *Server {
	company := &seed{}
	if !opts.NoSeed {
		document := opts.Seed
		if document == nil {
			document = seedDocument
		}
		company = readSeed(document)
	}
	if opts.TokenLifetime == 0 {
		opts.TokenLifetime = time.Hour
	}
	if opts.Clock == nil {
		opts.Clock = time.Now
	}
	if opts.AppRoles == nil {
		opts.AppRoles = WideRoles()
	}
	if opts.DeviceInterval == 0 {
		opts.DeviceInterval = 5 * time.Second
	}
	s := &Server{
		options: opts, directory: newDirectory(company, opts.Users), key: []byte(rand.Text()), idpKey: newFederatedKey(),
	}
	if opts.AutoApprove != "" {
		p, err := s.findPerson(opts.AutoApprove)
		if err != nil {
			panic(err)
		}
		s.autoPerson = &p
	}
	return s
}

func (s *Server) now() time.Time { return s.options.Clock() }

// UserCount is the number of users in the directory: those of the seed and the generated ones.
func (s *Server) UserCount() int { return s.directory.len() }

// Reset forgets the recorded requests, the fault script, the mail that was sent, what [Server.NoPhoto] and
// [Server.LargePhoto] changed, the devices that wait, the challenge, and which assertions were used. Tokens stay good.
func (s *Server) Reset() {
	s.recorder.reset()
	s.script.reset()
	s.mail.reset()
	s.photos.reset()
	s.devices.reset()
	s.challenges.reset()
	s.assertions.reset()
}

func (s *Server) pageLimit() int {
	if s.options.MaxPageSize > 0 {
		return s.options.MaxPageSize
	}
	return maxPageSize
}

// ServeHTTP sends a request to Graph, to the authority or to the controls.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := strings.ToLower(r.URL.Path); {
	case strings.HasPrefix(path, "/_emulator/"):
		s.serveControl(w, r)
	case path == devicePage:
		s.serveDevicePage(w, r)
	case strings.HasSuffix(path, "/oauth2/v2.0/token"):
		s.serve(w, r, tokenRequest, s.answerToken)
	case strings.HasSuffix(path, "/oauth2/v2.0/devicecode"):
		s.serve(w, r, tokenRequest, s.answerDeviceCode)
	case identityEndpoints[path] != nil:
		s.serve(w, r, identityRequest, func(r *http.Request) *response { return identityEndpoints[path](s, r) })
	case strings.HasPrefix(path, contentPath):
		s.serve(w, r, contentRequest, answerContent)
	default:
		s.serve(w, r, graphRequest, s.answerGraph)
	}
}

// An area is one of the services behind Graph.
type area int

const (
	graphRequest area = iota
	tokenRequest
	identityRequest // A managed identity, or the identity provider of a job.
	contentRequest  // The other host, to which the content of a file is redirected.
)
