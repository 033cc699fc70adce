package people

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"
)

func TestReplyWord(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		`"Scheduled"`: "scheduled", `"scheduled"`: "scheduled", `"AlwaysEnabled"`: "alwaysEnabled", `"All"`: "all", `""`: "",
	} {
		if got, known := ReplyWord([]byte(value), nil); got != want || !known {
			t.Errorf("ReplyWord(%s) = %q, %v, want %q", value, got, known, want)
		}
	}
	if got, known := ReplyWord([]byte(`{}`), nil); known {
		t.Errorf("ReplyWord({}) = %q, want none", got)
	}
}

func TestOutOfOffice(t *testing.T) {
	t.Parallel()
	settings := func(status, zone string) json.RawMessage {
		return json.RawMessage(fmt.Sprintf(`{"automaticRepliesSetting":{"status":%q,
			"scheduledStartDateTime":{"dateTime":"2026-03-14T07:00:00.0000000","timeZone":%[2]q},
			"scheduledEndDateTime":{"dateTime":"2026-03-28T07:00:00.0000000","timeZone":%[2]q}}}`, status, zone))
	}
	at := func(text string) time.Time {
		instant, err := time.Parse(time.RFC3339, text)
		if err != nil {
			t.Fatal(err)
		}
		return instant
	}
	for _, c := range []struct {
		settings json.RawMessage
		now      string
		want     bool
	}{
		{settings("disabled", "UTC"), "2026-03-20T00:00:00Z", false},
		{settings("AlwaysEnabled", "UTC"), "2020-01-01T00:00:00Z", true},
		{settings("scheduled", "UTC"), "2026-03-14T06:59:59Z", false},
		{settings("Scheduled", "UTC"), "2026-03-14T07:00:00Z", true},
		{settings("scheduled", "UTC"), "2026-03-28T06:59:59Z", true},
		{settings("scheduled", "UTC"), "2026-03-28T07:00:00Z", false},
		{settings("scheduled", "W. Europe Standard Time"), "2026-03-14T06:00:00Z", true},
		{settings("scheduled", "Pacific Standard Time"), "2026-03-14T13:59:59Z", false},
	} {
		got, err := OutOfOffice(c.settings, at(c.now))
		if err != nil || got != c.want {
			t.Errorf("OutOfOffice(%s, %s) = %v, %v, want %v", c.settings, c.now, got, err, c.want)
		}
	}
	for _, broken := range []json.RawMessage{
		settings("scheduled", "Mars"), settings("sometimes", "UTC"), json.RawMessage(`{}`),
	} {
		if got, err := OutOfOffice(broken, at("2026-03-20T00:00:00Z")); !errors.Is(err, errReplies) {
			t.Errorf("OutOfOffice(%s) = %v, %v, want an error", broken, got, err)
		}
	}
}
