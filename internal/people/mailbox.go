package people

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// MailboxRequest returns the request for the settings of a user's mailbox. It takes no query options.
func MailboxRequest(user string) graph.Request {
	return graph.Request{
		Call: permission.MailboxSettings.For(user == graph.Self).Name, Path: graph.User(user) + "/mailboxSettings",
	}
}

// MailboxError returns err, which a read of the settings of a user's mailbox has returned, with its remedies.
func MailboxError(user string, err error) error {
	return explain.Refine(Absent(user, err), mailboxRemedies)
}

var mailboxRemedies = []explain.Remedy{
	{Status: 403, Code: "ErrorAccessDenied", About: []string{"user"}, Lacks: explain.Access,
		Todo: "read the settings of others as an application, with the permission MailboxSettings.Read: the token of a " +
			"person opens the person's own mailbox only, even if others share theirs with that person. An access policy of " +
			"Exchange can keep an application out of mailboxes."},
}

// errReplies reports automatic replies that cannot be understood.
var errReplies = errors.New("the automatic replies of the mailbox cannot be understood")

// OutOfOffice reports whether a mailbox sends automatic replies at an instant, given its settings.
func OutOfOffice(settings json.RawMessage, now time.Time) (bool, error) {
	var mailbox struct {
		Replies struct {
			Status string         `json:"status"`
			Start  jsontext.Value `json:"scheduledStartDateTime"`
			End    jsontext.Value `json:"scheduledEndDateTime"`
		} `json:"automaticRepliesSetting"`
	}
	if err := json.Unmarshal(settings, &mailbox); err != nil {
		return false, fmt.Errorf("decode the settings of the mailbox: %w", err)
	}
	switch uncapitalized(mailbox.Replies.Status) {
	case "disabled":
		return false, nil
	case "alwaysEnabled":
		return true, nil
	case "scheduled":
		start, startKnown := EventTime(mailbox.Replies.Start, false)
		end, endKnown := EventTime(mailbox.Replies.End, false)
		if !startKnown || !endKnown {
			return false, fmt.Errorf("%w: they are scheduled from %s to %s", errReplies, mailbox.Replies.Start,
				mailbox.Replies.End)
		}
		return !now.Before(start) && now.Before(end), nil
	default:
		return false, fmt.Errorf("%w: their status is %q", errReplies, mailbox.Replies.Status)
	}
}

// ReplyWord returns a word of the settings of automatic replies as Graph documents it, such as alwaysEnabled.
func ReplyWord(value, _ jsontext.Value) (string, bool) {
	var word string
	err := json.Unmarshal(value, &word)
	return uncapitalized(word), err == nil
}

// uncapitalized returns a word without a capital at its beginning: Graph has been seen to write words of the settings
// with and without one.
func uncapitalized(word string) string {
	if word == "" {
		return ""
	}
	return strings.ToLower(word[:1]) + word[1:]
}
