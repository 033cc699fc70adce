package people

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// A Message is a mail to be sent. It must not be logged as a whole: its body and its attachments may be secret.
type Message struct {
	Sender      string   // whose mailbox sends: the key of a user, or [graph.Self]
	From        string   // the address that the mail is from, if it is not that of the sender
	To          []string // addresses such as "Ada Lovelace <ada@example.com>"
	Cc          []string
	Bcc         []string
	ReplyTo     []string
	Subject     string
	Body        string
	BodyType    string // "text" or "html"; "" stands for text
	Importance  string // "low", "normal" or "high"; "" stands for normal
	Attachments []Attachment
	Headers     map[string]string
	NoCopy      bool // whether no copy is kept in Sent Items
}

// An Attachment is a file of a [Message]. With an id it can be shown in a body in HTML, as by <img src="cid:ID">.
type Attachment struct {
	Name, ContentType, ContentBase64 string

	ContentID string // may be ""
	Inline    bool   // whether it belongs to the body, and is not listed as a file
}

// Size returns the number of bytes of the files, and of the request as it is sent. It returns zeros for a message for
// which [Message.Send] would return an error.
func (m Message) Size() (files, request int) {
	body, err := m.encode()
	if err != nil {
		return 0, 0
	}
	for _, a := range body.Message.Attachments {
		files += len(a.ContentBytes)
	}
	text, err := graph.EncodeBody(body)
	if err != nil {
		return 0, 0
	}
	return files, len(text)
}

// Send sends the message once and returns Graph's id of the request. The error is a [*ValueError] for a value that is
// not valid, a [*graph.UncertainError] if the message may have been sent, or another one of [graph.Client.Post].
func (m Message) Send(ctx context.Context, client *graph.Client) (requestID string, err error) {
	if m.Sender == "" {
		return "", &ValueError{At: explain.Path{"from"}, Problem: "The user who sends is not set, or null"}
	}
	body, err := m.encode()
	if err != nil {
		return "", err
	}
	resp, err := client.Post(ctx, graph.Request{
		Call: permission.SendMail.For(m.Sender == graph.Self).Name, Path: graph.User(m.Sender) + "/sendMail",
	}, body)
	if err != nil {
		return "", err
	}
	return resp.Header.Get("request-id"), nil
}

// These are a message as Graph accepts it, see https://learn.microsoft.com/graph/api/user-sendmail. There is no sender:
// Graph sets it, from the mailbox in the path.
type (
	sendMailRequest struct {
		Message         message `json:"message"`
		SaveToSentItems *bool   `json:"saveToSentItems,omitempty"`
	}
	message struct {
		Subject     string           `json:"subject"`
		Body        messageBody      `json:"body"`
		From        *recipient       `json:"from,omitempty"`
		To          []recipient      `json:"toRecipients,omitempty"`
		Cc          []recipient      `json:"ccRecipients,omitempty"`
		Bcc         []recipient      `json:"bccRecipients,omitempty"`
		ReplyTo     []recipient      `json:"replyTo,omitempty"`
		Importance  string           `json:"importance,omitempty"`
		Headers     []messageHeader  `json:"internetMessageHeaders,omitempty"`
		Attachments []fileAttachment `json:"attachments,omitempty"`
	}
	messageBody struct {
		ContentType string `json:"contentType"`
		Content     string `json:"content"`
	}
	recipient struct {
		EmailAddress emailAddress `json:"emailAddress"`
	}
	emailAddress struct {
		Name    string `json:"name,omitempty"`
		Address string `json:"address"`
	}
	messageHeader struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	fileAttachment struct {
		Type         string `json:"@odata.type"` // Graph refuses an attachment without it.
		Name         string `json:"name"`
		ContentType  string `json:"contentType"`
		ContentBytes []byte `json:"contentBytes"`
		ContentID    string `json:"contentId,omitempty"`
		IsInline     bool   `json:"isInline,omitempty"`
	}
)

// encode returns the body of the request. The error is a [*ValueError].
func (m Message) encode() (sendMailRequest, error) {
	r := sendMailRequest{Message: message{
		Subject:    m.Subject,
		Body:       messageBody{ContentType: cmp.Or(m.BodyType, "text"), Content: m.Body},
		Importance: m.Importance,
	}}
	if m.From != "" {
		from, err := newRecipient(m.From, "from")
		if err != nil {
			return r, err
		}
		r.Message.From = &from
	}
	for _, list := range []struct {
		argument  string
		addresses []string
		into      *[]recipient
	}{
		{"to", m.To, &r.Message.To},
		{"cc", m.Cc, &r.Message.Cc},
		{"bcc", m.Bcc, &r.Message.Bcc},
		{"reply_to", m.ReplyTo, &r.Message.ReplyTo},
	} {
		for i, text := range list.addresses {
			to, err := newRecipient(text, list.argument, i)
			if err != nil {
				return r, err
			}
			*list.into = append(*list.into, to)
		}
	}
	for i, a := range m.Attachments {
		content, err := DecodeBase64(a.ContentBase64)
		if err != nil {
			return r, &ValueError{At: explain.Path{"attachments", i, "content_base64"}, Problem: "The content " + Base64Rule}
		}
		r.Message.Attachments = append(r.Message.Attachments, fileAttachment{
			Type: "#microsoft.graph.fileAttachment", Name: a.Name, ContentType: a.ContentType, ContentBytes: content,
			ContentID: a.ContentID, IsInline: a.Inline,
		})
	}
	for _, name := range slices.Sorted(maps.Keys(m.Headers)) {
		r.Message.Headers = append(r.Message.Headers, messageHeader{name, m.Headers[name]})
	}
	if m.NoCopy {
		r.SaveToSentItems = new(bool)
	}
	return r, nil
}

// newRecipient parses an address. at is the path of the value, for the error.
func newRecipient(text string, at ...any) (recipient, error) {
	address, err := ParseAddress(text)
	if err != nil {
		return recipient{}, &ValueError{At: at, Problem: fmt.Sprintf("%q %s", text, AddressRule)}
	}
	return recipient{emailAddress(address)}, nil
}
