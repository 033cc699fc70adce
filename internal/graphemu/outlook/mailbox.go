package outlook

import (
	"cmp"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

var mailboxPermissions = []string{"MailboxSettings.Read", "MailboxSettings.ReadWrite"}

// seedMailbox is the settings of a mailbox, as far as they differ from the usual ones. Away holds the hours from now at
// which automatic replies begin and end; with Always, they never end.
type seedMailbox struct {
	TimeZone string `json:"timeZone"`
	Locale   string `json:"locale"`
	Purpose  string `json:"purpose"`
	Away     []int  `json:"away"`
	Always   bool   `json:"always"`
	Message  string `json:"message"`
}

// GetMailboxSettings answers GET …/mailboxSettings. A person reaches the own mailbox only.
func (s *Service) GetMailboxSettings(c *directory.Call) (*odata.Response, error) {
	if !c.Caller.Has(mailboxPermissions) {
		return nil, accessDenied()
	}
	owner, err := s.outlookUser(c, nil) // Nothing opens the mailboxes of others to a person.
	if err != nil {
		return nil, err
	}
	if err := c.Lacks("$select", "$expand"); err != nil {
		return nil, err
	}
	b := odata.AppendString([]byte(`{"@odata.context":`), c.Context(ownerSet(c, owner)+"/mailboxSettings"))
	settings := odata.EncodeJSON(s.mailboxSettings(principalName(c, owner)))
	return &odata.Response{Body: append(append(b, ','), settings[1:]...), Items: 1}, nil
}

// mailboxSettings returns the settings of a mailbox. The times of automatic replies are filled even if these are
// disabled, as in Exchange.
func (s *Service) mailboxSettings(user string) object {
	m := s.mailboxes[user]
	zone, locale := cmp.Or(m.TimeZone, "UTC"), cmp.Or(m.Locale, "en-US")
	status, from, to := "disabled", 0, 24
	switch {
	case m.Always:
		status = "AlwaysEnabled"
	case len(m.Away) == 2:
		status, from, to = "Scheduled", m.Away[0], m.Away[1]
	}
	at := func(hours int) object {
		instant := s.now().UTC().Add(time.Duration(hours) * time.Hour)
		return object{"dateTime": instant.Format("2006-01-02T15:04:05.0000000"), "timeZone": "UTC"}
	}
	return object{
		"archiveFolder": outlookID("archive", user), "timeZone": zone,
		"delegateMeetingMessageDeliveryOptions": "sendToDelegateOnly", "dateFormat": "yyyy-MM-dd", "timeFormat": "HH:mm",
		"userPurpose": cmp.Or(m.Purpose, "user"),
		"automaticRepliesSetting": object{
			"status": status, "externalAudience": "All", "internalReplyMessage": m.Message, "externalReplyMessage": "",
			"scheduledStartDateTime": at(from), "scheduledEndDateTime": at(to),
		},
		"language": object{"locale": locale, "displayName": strings.ToUpper(locale[:2])},
		"workingHours": object{
			"daysOfWeek": strings.Fields("monday tuesday wednesday thursday friday"), "startTime": "08:00:00.0000000",
			"endTime": "17:00:00.0000000", "timeZone": object{"name": zone},
		},
	}
}
