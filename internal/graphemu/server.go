package graphemu

import (
	"crypto/rand"
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
	// AppRoles are the application permissions granted to the registered client; [WideRoles] when nil.
	AppRoles []string

	// MaxPageSize is the largest $top that is not refused; 999 when zero.
	MaxPageSize int
	// EmptyPages puts a page without items, but with a next link, before every page but the first.
	EmptyPages bool

	// NoLevels refuses $levels in $expand=manager with this status, 400 or 501, so that a client has to walk upward.
	NoLevels int
	// Events adds that many events to the calendar of [PersonUPN]: event i, counted from 0, begins i times three hours
	// after [EventsStart] and takes half an hour.
	Events int
	// Clock tells what time it is for the events that the seed has relative to today; [time.Now] when nil.
	Clock func() time.Time
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
}

var _ http.Handler = (*Server)(nil)

// New makes an emulator that serves what opts describes. It panics on a broken Options.Seed.
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
	return &Server{options: opts, directory: newDirectory(company, opts.Users), key: []byte(rand.Text())}
}

// UserCount is the number of users in the directory: those of the seed and the generated ones.
func (s *Server) UserCount() int { return s.directory.len() }

// Reset forgets the recorded requests, the fault script, the mail that was sent, and what [Server.NoPhoto] and
// [Server.LargePhoto] changed.
func (s *Server) Reset() {
	s.recorder.reset()
	s.script.reset()
	s.mail.reset()
	s.photos.reset()
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
	case strings.HasSuffix(path, "/oauth2/v2.0/token"):
		s.serve(w, r, tokenRequest, s.answerToken)
	case strings.HasPrefix(path, contentPath):
		s.serve(w, r, contentRequest, answerContent)
	default:
		s.serve(w, r, graphRequest, s.answerGraph)
	}
}

// area tells the services apart.
type area int

const (
	graphRequest area = iota
	tokenRequest
	contentRequest // The other host, to which the content of a file is redirected.
)
