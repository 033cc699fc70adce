package graphemu

import (
	"encoding/json"
	"fmt"
	"time"
)

// outlook serves the calendars, the mail and the photos of the people in a directory.
type outlook struct {
	directory *directory
	now       func() time.Time

	seed       []seedEvent
	generated  int                  // Number of events that are generated for the standard person.
	seedPhotos map[string]seedPhoto // By user principal name; who is not there has none.

	photos photoStore
	mail   mailbox
}

// outlookOptions set up [newOutlook].
type outlookOptions struct {
	Clock  func() time.Time // Events of the seed may be relative to today.
	Events int              // Number of generated events; see [EventsStart].
}

// newOutlook reads the events and photos of a company. It panics on a broken one.
func newOutlook(d *directory, company []byte, opts outlookOptions) *outlook {
	var seed struct {
		Photos map[string]seedPhoto
		Events []seedEvent
	}
	if err := json.Unmarshal(company, &seed); err != nil {
		panic(fmt.Sprintf("graphemu: seed: %v", err))
	}
	checkEvents(seed.Events)
	return &outlook{
		directory: d, now: opts.Clock, seed: seed.Events, generated: opts.Events, seedPhotos: seed.Photos,
	}
}

// Reset forgets the mail that was sent, and what [Outlook.NoPhoto] and [Outlook.LargePhoto] changed.
func (o *outlook) Reset() {
	o.mail.reset()
	o.photos.reset()
}
