package provider

import (
	"cmp"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// eventTime reads a dateTimeTimeZone of Graph: a clock without an offset, and the name of a time zone. Where the two
// tell no instant, exact is false and t is as near as can be, or zero if there is no clock at all.
func eventTime(value jsontext.Value) (t time.Time, exact bool) {
	var at struct{ DateTime, TimeZone string }
	if json.Unmarshal(value, &at) != nil {
		return time.Time{}, false
	}
	clock, err := time.Parse("2006-01-02T15:04:05", at.DateTime)
	if err != nil {
		return time.Time{}, false
	}
	if zone := findZone(at.TimeZone); zone != nil {
		return instantOf(clock, zone)
	}
	return clock, false
}

// eventInstant is the text of an attribute that holds an instant.
func eventInstant(value jsontext.Value) (string, bool) {
	t, exact := eventTime(value)
	return t.UTC().Format(time.RFC3339), exact
}

// eventKey is what events are sorted by.
type eventKey struct {
	start time.Time
	id    string
}

// collectEvents encodes the events as they come, and gives their list in order of start, then id. Graph does not
// promise the order that it is asked for, and an event comes twice if it moves to the next page while that is read.
func collectEvents(rows *columns.Rows, events iter.Seq2[json.RawMessage, error]) (*columns.Rows, error) {
	var keys []eventKey
	var order []int
	for event, err := range events {
		if err == nil {
			err = rows.Add([]byte(event))
		}
		if err != nil {
			return nil, inList("events", err)
		}
		start, _ := eventTime(rows.JSON("start"))
		order = append(order, len(keys))
		keys = append(keys, eventKey{start.UTC(), rows.Text("id")})
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(keys[a].start.Compare(keys[b].start), strings.Compare(keys[a].id, keys[b].id))
	})
	return rows.Pick(slices.CompactFunc(order, func(a, b int) bool { return keys[a] == keys[b] })), nil
}
