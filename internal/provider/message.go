package provider

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"maps"
	"net/mail"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// messageModel is a message as it stands in the configuration of graph_mail and graph_send_mail. It never goes into a
// state or a log as a whole: its body and its attachments may be secret.
type messageModel struct {
	From            types.String `tfsdk:"from"`
	To              types.List   `tfsdk:"to"`
	Cc              types.List   `tfsdk:"cc"`
	Bcc             types.List   `tfsdk:"bcc"`
	ReplyTo         types.List   `tfsdk:"reply_to"`
	Subject         types.String `tfsdk:"subject"`
	Body            types.String `tfsdk:"body"`
	BodyType        types.String `tfsdk:"body_type"`
	Importance      types.String `tfsdk:"importance"`
	Attachments     types.List   `tfsdk:"attachments"`
	Headers         types.Map    `tfsdk:"headers"`
	SaveToSentItems types.Bool   `tfsdk:"save_to_sent_items"`
}

// attachment is one element of messageModel.Attachments. What is not known of it is unknown, also where the element is.
type attachment struct{ name, contentType, content types.String }

func (m *messageModel) attachments() []attachment {
	var list []attachment
	for _, element := range m.Attachments.Elements() {
		object, _ := element.(types.Object)
		list = append(list, attachment{textIn(object, "name"), textIn(object, "content_type"), textIn(object, "content_base64")})
	}
	return list
}

func textIn(object types.Object, name string) types.String {
	text, ok := object.Attributes()[name].(types.String)
	if !ok {
		return types.StringUnknown()
	}
	return text
}

// recipients gives those that are known, of all three lists.
func (m *messageModel) recipients() []string {
	return slices.Concat(textsIn(m.To), textsIn(m.Cc), textsIn(m.Bcc))
}

func textsIn(list types.List) []string {
	var texts []string
	for _, element := range list.Elements() {
		if text, ok := element.(types.String); ok && !text.IsUnknown() {
			texts = append(texts, text.ValueString())
		}
	}
	return texts
}

// contentSHA256 tells body and attachments from others without saying what they are. It is unknown as long as one of
// them is.
func (m *messageModel) contentSHA256() types.String {
	if m.Body.IsUnknown() || m.Attachments.IsUnknown() {
		return types.StringUnknown()
	}
	contents := []*string{m.Body.ValueStringPointer()}
	for _, a := range m.attachments() {
		if a.content.IsUnknown() {
			return types.StringUnknown()
		}
		contents = append(contents, a.content.ValueStringPointer())
	}
	text, err := json.Marshal(contents)
	if err != nil {
		return types.StringUnknown() // Strings always have a JSON form.
	}
	sum := sha256.Sum256(text)
	return types.StringValue(hex.EncodeToString(sum[:]))
}

// These are a message as Graph takes it, see https://learn.microsoft.com/graph/api/user-sendmail. There is no sender:
// Graph sets it, from the mailbox that the path names.
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

// request gives the message the form that Graph takes. All values must be known; the errors are those of values that the
// check of the configuration could not see because they were not.
func (m *messageModel) request() (sendMailRequest, error) {
	var errs [5]error
	r := sendMailRequest{Message: message{
		Subject:    m.Subject.ValueString(),
		Body:       messageBody{ContentType: orText(m.BodyType.ValueString()), Content: m.Body.ValueString()},
		Importance: m.Importance.ValueString(),
	}}
	r.Message.To, errs[0] = recipientsOf("to", m.To)
	r.Message.Cc, errs[1] = recipientsOf("cc", m.Cc)
	r.Message.Bcc, errs[2] = recipientsOf("bcc", m.Bcc)
	r.Message.ReplyTo, errs[3] = recipientsOf("reply_to", m.ReplyTo)
	r.Message.Attachments, errs[4] = filesOf(m.attachments())
	headers := m.Headers.Elements()
	for _, name := range slices.Sorted(maps.Keys(headers)) {
		value, _ := headers[name].(types.String)
		r.Message.Headers = append(r.Message.Headers, messageHeader{name, value.ValueString()})
	}
	if !m.SaveToSentItems.IsNull() && !m.SaveToSentItems.ValueBool() {
		r.SaveToSentItems = new(bool)
	}
	for _, err := range errs {
		if err != nil {
			return r, err
		}
	}
	return r, nil
}

func orText(bodyType string) string {
	if bodyType == "" {
		return "text"
	}
	return bodyType
}

func recipientsOf(name string, list types.List) ([]recipient, error) {
	var recipients []recipient
	for i, text := range textsIn(list) {
		address, err := mail.ParseAddress(text)
		if err != nil {
			return nil, &valueError{at: path.Root(name).AtListIndex(i), problem: fmt.Sprintf("%q %s", text, addressRule)}
		}
		recipients = append(recipients, recipient{emailAddress{Address: address.Address, Name: address.Name}})
	}
	return recipients, nil
}

func filesOf(attachments []attachment) ([]fileAttachment, error) {
	var files []fileAttachment
	for i, a := range attachments {
		content, err := base64.StdEncoding.DecodeString(a.content.ValueString())
		if err != nil {
			return nil, &valueError{at: path.Root("attachments").AtListIndex(i).AtName("content_base64"), problem: "The content " + base64Rule}
		}
		files = append(files, fileAttachment{"#microsoft.graph.fileAttachment", a.name.ValueString(), a.contentType.ValueString(), content})
	}
	return files, nil
}

// send sends the message once, and gives the id that Graph has for the request. Its mailbox is that of from.
func (m *messageModel) send(ctx context.Context, client *graph.Client) (string, error) {
	request, err := m.request()
	if err != nil {
		return "", err
	}
	answer, err := client.Post(ctx, graph.Request{Path: graph.User(m.From.ValueString()) + "/sendMail"}, request)
	if err != nil {
		return "", err
	}
	return answer.Header.Get("request-id"), nil
}

// from gives the path of the argument that names the mailbox, if it is given.
func (m *messageModel) from() path.Path {
	if m.From.IsNull() {
		return path.Empty()
	}
	return path.Root("from")
}
