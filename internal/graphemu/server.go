package graphemu

import (
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/outlook"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/teams"
)

// Options sets up an emulator. The zero value is the company of seed.json, without delay.
type Options struct {
	// Users adds that many generated users behind those of the seed. User i, counted from 0, has the id
	// [directory.GeneratedID](i) and the user principal name [directory.GeneratedUPN](i).
	Users int
	// NoSeed leaves the people and teams of the seed out, so that the directory has exactly Users users; the signed-in
	// person is then generated user 0.
	NoSeed bool
	// Seed is a company to use in place of the built-in one, as [ReadCompany] returns it.
	Seed []byte

	// Latency is waited for before each Graph request, ItemLatency for each item of its answer.
	Latency     time.Duration
	ItemLatency time.Duration

	// SignIn sets up the authority.
	SignIn entra.Options

	// MaxPageSize is the largest $top that is not refused; 999 when zero.
	MaxPageSize int
	// Events adds that many events to the calendar of [PersonUPN]: event i, counted from 0, begins i times three hours
	// after [outlook.EventsStart] and takes half an hour.
	Events int
	// Clock returns the time: for the authority, where tokens are checked, and for the events that the seed has
	// relative to today; [time.Now] when nil.
	Clock func() time.Time
	// Hosts are further names in the certificate of a TLS server, for a proxy that leads them here. They may begin with
	// a wildcard.
	Hosts []string
	// Log gets one line per request; nil for none.
	Log *slog.Logger
}

// Server is the emulator. It is safe for concurrent use. Tests sign people in, and look at what was sent, by the
// methods of the services that it embeds.
type Server struct {
	*entra.Authority
	*outlook.Service

	options   Options
	directory *directory.Directory
	teams     *teams.Service
	routes    routeTable
	pages     *odata.Paging

	recorder recorder
	script   script
}

var _ http.Handler = (*Server)(nil)

// New makes an emulator that serves what opts describes. It panics on a broken Options.Seed.
func New(opts Options) *Server {
	company := opts.Seed
	switch {
	case opts.NoSeed:
		company = []byte("{}")
	case company == nil:
		company = directory.Company
	}
	if opts.Clock == nil {
		opts.Clock = time.Now
	}
	d := directory.New(company, opts.Users)
	s := &Server{
		Authority: entra.New(d, opts.Clock, opts.SignIn),
		Service:   outlook.New(d, company, outlook.Options{Clock: opts.Clock, Events: opts.Events}),
		options:   opts, directory: d, teams: teams.New(company), pages: odata.NewPaging(opts.MaxPageSize),
	}
	s.routes = newRoutes(s.Service, s.teams)
	return s
}

// Reset forgets the recorded requests, the fault script, and what the services forget. Tokens stay valid.
func (s *Server) Reset() {
	s.recorder.reset()
	s.script.reset()
	s.Authority.Reset()
	s.Service.Reset()
}

// ServeHTTP sends a request to Graph, to the authority or to the controls.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch path := strings.ToLower(r.URL.Path); {
	case strings.HasPrefix(path, "/_emulator/"):
		s.serveControl(w, r)
	case path == entra.DevicePage:
		s.ServeDevicePage(w, r)
	case strings.HasSuffix(path, "/oauth2/v2.0/token"):
		s.serve(w, r, tokenRequest, s.AnswerToken)
	case strings.HasSuffix(path, "/oauth2/v2.0/devicecode"):
		s.serve(w, r, tokenRequest, s.AnswerDeviceCode)
	case entra.IsIdentityPath(path):
		s.serve(w, r, identityRequest, s.AnswerIdentity)
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
