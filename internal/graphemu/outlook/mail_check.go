package outlook

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// mailRequest is the body of sendMail.
type mailRequest struct {
	message *mailDocument
	raw     json.RawMessage
	save    bool
}

// mailDocument is a message as far as it is looked at.
type mailDocument struct {
	Subject    string `json:"subject"`
	Importance string `json:"importance"`
	Body       struct {
		ContentType string `json:"contentType"`
		Content     string `json:"content"`
	} `json:"body"`
	From        *mailRecipient   `json:"from"`
	Sender      *mailRecipient   `json:"sender"`
	To          []mailRecipient  `json:"toRecipients"`
	Cc          []mailRecipient  `json:"ccRecipients"`
	Bcc         []mailRecipient  `json:"bccRecipients"`
	ReplyTo     []mailRecipient  `json:"replyTo"`
	Attachments []mailAttachment `json:"attachments"`
	Headers     []mailHeader     `json:"internetMessageHeaders"`
}

type mailRecipient struct {
	EmailAddress struct {
		Name    string `json:"name"`
		Address string `json:"address"`
	} `json:"emailAddress"`
}

type mailAttachment struct {
	Type         string  `json:"@odata.type"`
	Name         string  `json:"name"`
	ContentBytes *string `json:"contentBytes"`
}

type mailHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func bodyRefused(code, message string) *odata.Problem {
	return &odata.Problem{Status: http.StatusBadRequest, Code: code, Message: message}
}

func unreadableBody() *odata.Problem {
	return odata.BadRequest("Unable to read JSON request payload. Please ensure Content-Type header is set and payload " +
		"is of valid JSON format.")
}

// readMailRequest reads the envelope, whose two parameters are known in two spellings.
func readMailRequest(body []byte) (*mailRequest, error) {
	var envelope map[string]json.RawMessage
	if json.Unmarshal(body, &envelope) != nil || envelope == nil {
		return nil, unreadableBody()
	}
	r := &mailRequest{save: true}
	for name, v := range envelope {
		switch name {
		case "message", "Message":
			r.raw = v
		case "saveToSentItems", "SaveToSentItems":
			// The documentation's own example has the word in quotes.
			switch text := strings.ToLower(strings.Trim(string(v), `"`)); text {
			case "true", "false", "null":
				r.save = text != "false"
			default:
				return nil, bodyRefused("RequestBodyRead", "Cannot convert the literal '"+text+"' to the expected type "+
					"'Edm.Boolean'.")
			}
		default:
			return nil, bodyRefused("RequestBodyRead", "The parameter '"+name+"' in the request payload is not a valid "+
				"parameter for the operation 'sendMail'.")
		}
	}
	if len(r.raw) == 0 || string(r.raw) == "null" {
		return nil, bodyRefused("ErrorInvalidRequest", "The parameter 'message' is missing.") // The words are ours.
	}
	if err := checkMailValue("message", r.raw); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(r.raw, &r.message); err != nil {
		return nil, unreadableBody()
	}
	return r, nil
}

// check refuses what Exchange would not take.
func (m *mailDocument) check() error {
	if len(m.To)+len(m.Cc)+len(m.Bcc) == 0 {
		return invalidRecipients()
	}
	for _, list := range [][]mailRecipient{m.To, m.Cc, m.Bcc, m.ReplyTo} {
		for _, r := range list {
			local, domain, ok := strings.Cut(r.EmailAddress.Address, "@")
			if !ok || local == "" || domain == "" || strings.ContainsAny(r.EmailAddress.Address, " \t\r\n<>") {
				return invalidRecipients()
			}
		}
	}
	if m.Headers != nil && (len(m.Headers) == 0 || len(m.Headers) > 5) {
		// See https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2208.
		return bodyRefused("ErrorInvalidInternetHeaders", "The number of internet message headers is invalid (should be "+
			"less or equal to 5).")
	}
	for _, h := range m.Headers {
		if len(h.Name) < 3 || !strings.EqualFold(h.Name[:2], "x-") {
			return bodyRefused("InvalidInternetMessageHeader", "The internet message header name '"+h.Name+"' should start "+
				"with 'x-' or 'X-'.")
		}
	}
	for _, a := range m.Attachments {
		if err := a.check(); err != nil {
			return err
		}
	}
	return nil
}

func invalidRecipients() *odata.Problem {
	return bodyRefused("ErrorInvalidRecipients", "At least one recipient is not valid.")
}

// check refuses an attachment that Exchange cannot read. The words are ours.
func (a *mailAttachment) check() error {
	if strings.HasSuffix(a.Type, "fileAttachment") && (a.Name == "" || a.ContentBytes == nil) {
		return bodyRefused("ErrorInvalidRequest", "An attachment needs 'name' and 'contentBytes'.")
	}
	return nil
}
