// Package outlook emulates what Exchange serves behind Graph: calendars, mail, and photos of people.
package outlook

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
)

// Service serves the calendars, the mail and the photos of the people in a directory.
type Service struct {
	directory *directory.Directory
	now       func() time.Time

	seed       []seedEvent
	generated  int                    // Number of events that are generated for the standard person.
	seedPhotos map[string]seedPhoto   // By user principal name; who is not there has none.
	mailboxes  map[string]seedMailbox // By user principal name; who is not there has the usual settings.

	photos photoStore
	mail   mailbox
}

// Options set up [newOutlook].
type Options struct {
	Clock  func() time.Time // Events of the seed may be relative to today.
	Events int              // Number of generated events; see [EventsStart].
}

// New reads the events and photos of a company. It panics on a broken one.
func New(d *directory.Directory, company []byte, opts Options) *Service {
	var seed struct {
		Photos    map[string]seedPhoto
		Mailboxes map[string]seedMailbox
		Events    []seedEvent
	}
	if err := json.Unmarshal(company, &seed); err != nil {
		panic(fmt.Sprintf("graphemu: seed: %v", err))
	}
	checkEvents(seed.Events)
	return &Service{
		directory: d, now: opts.Clock, seed: seed.Events, generated: opts.Events, seedPhotos: seed.Photos,
		mailboxes: seed.Mailboxes,
	}
}

// Reset forgets the mail that was sent, and what [Service.NoPhoto] and [Service.LargePhoto] changed.
func (s *Service) Reset() {
	s.mail.reset()
	s.photos.reset()
}
