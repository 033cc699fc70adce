package people

import (
	"cmp"
	"context"
	"encoding/base64"
	"fmt"
	"maps"
	"net/mail"
	"slices"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// A Message is a mail to be sent. It must not be logged as a whole: its body and its attachments may be secret.
type Message struct {
	From        string   // whose mailbox sends; "" is that of the signed-in person
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

// An Attachment is a file of a [Message].
type Attachment struct{ Name, ContentType, ContentBase64 string }

// The rules for the values of a message, as parts of a sentence.
const (
	AddressRule = `must be one mail address, such as ada@example.com or "Ada Lovelace <ada@example.com>"`
	Base64Rule  = `must be standard base64, as base64encode("…") and filebase64("file") return it`
	SizeRule    = "Graph accepts 3 MB of files, and 4 MB for the whole request, in which files grow by a third. Send " +
		"less, or a link to the files."
)

// What sendMail accepts at most. Larger files need an upload of their own, see
// https://learn.microsoft.com/graph/outlook-large-attachments.
const (
	MaxAttachments = 3_000_000 // bytes of all files, before base64 adds a third
	MaxMailRequest = 4 << 20   // bytes of the request
)

// CheckAddress returns an error for a text that is not one mail address.
func CheckAddress(text string) error {
	_, err := mail.ParseAddress(text)
	return err
}

// CheckBase64 returns an error for a text that is not standard base64.
func CheckBase64(text string) error {
	_, err := base64.StdEncoding.DecodeString(text)
	return err
}

// Send sends the message once and returns Graph's id of the request. The error is a [*ValueError] for a value that is
// not valid, a [*graph.UncertainError] if the message may have been sent, or another one of [graph.Client.Post].
func (m Message) Send(ctx context.Context, client *graph.Client) (requestID string, err error) {
	body, err := m.encode()
	if err != nil {
		return "", err
	}
	sender := cmp.Or(m.From, graph.Self)
	resp, err := client.Post(ctx, graph.Request{
		Call: permission.SendMail.For(sender == graph.Self).Name, Path: graph.User(sender) + "/sendMail",
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
		Address string `json:"address"`
		Name    string `json:"name,omitempty"`
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
	}
)

// encode returns the body of the request. The error is a [*ValueError].
func (m Message) encode() (sendMailRequest, error) {
	r := sendMailRequest{Message: message{
		Subject:    m.Subject,
		Body:       messageBody{ContentType: cmp.Or(m.BodyType, "text"), Content: m.Body},
		Importance: m.Importance,
	}}
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
		var err error
		if *list.into, err = recipients(list.argument, list.addresses); err != nil {
			return r, err
		}
	}
	for i, a := range m.Attachments {
		content, err := base64.StdEncoding.DecodeString(a.ContentBase64)
		if err != nil {
			return r, &ValueError{At: explain.Path{"attachments", i, "content_base64"}, Problem: "The content " + Base64Rule}
		}
		file := fileAttachment{"#microsoft.graph.fileAttachment", a.Name, a.ContentType, content}
		r.Message.Attachments = append(r.Message.Attachments, file)
	}
	for _, name := range slices.Sorted(maps.Keys(m.Headers)) {
		r.Message.Headers = append(r.Message.Headers, messageHeader{name, m.Headers[name]})
	}
	if m.NoCopy {
		r.SaveToSentItems = new(bool)
	}
	return r, nil
}

func recipients(argument string, addresses []string) ([]recipient, error) {
	var list []recipient
	for i, text := range addresses {
		address, err := mail.ParseAddress(text)
		if err != nil {
			return nil, &ValueError{At: explain.Path{argument, i}, Problem: fmt.Sprintf("%q %s", text, AddressRule)}
		}
		list = append(list, recipient{emailAddress{Address: address.Address, Name: address.Name}})
	}
	return list, nil
}
