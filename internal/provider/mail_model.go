package provider

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/people"
)

// A messageModel is a message in the configuration of graph_mail and graph_send_mail. It must not be stored or logged
// as a whole: its body and its attachments may be secret.
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

// An attachment is one element of messageModel.Attachments. Its fields are unknown if the element is.
type attachment struct{ name, contentType, content types.String }

func (m *messageModel) attachments() []attachment {
	var list []attachment
	for _, element := range m.Attachments.Elements() {
		object, _ := element.(types.Object)
		list = append(list, attachment{
			stringIn(object, "name"), stringIn(object, "content_type"), stringIn(object, "content_base64"),
		})
	}
	return list
}

func stringIn(object types.Object, name string) types.String {
	text, ok := object.Attributes()[name].(types.String)
	if !ok {
		return types.StringUnknown()
	}
	return text
}

// recipients returns the known recipients of all three lists.
func (m *messageModel) recipients() []string {
	return slices.Concat(stringsIn(m.To), stringsIn(m.Cc), stringsIn(m.Bcc))
}

// stringsIn returns the known elements of a list.
func stringsIn(list types.List) []string {
	var texts []string
	for _, element := range list.Elements() {
		if text, ok := element.(types.String); ok && !text.IsUnknown() {
			texts = append(texts, text.ValueString())
		}
	}
	return texts
}

// contentSHA256 returns a hash of body and attachments, which changes when they do without revealing them. It is
// unknown while one of them is.
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
		return types.StringUnknown() // Cannot happen: strings have a JSON form.
	}
	sum := sha256.Sum256(text)
	return types.StringValue(hex.EncodeToString(sum[:]))
}

// message returns the message, all values of which must be known.
func (m *messageModel) message() people.Message {
	message := people.Message{
		From: m.From.ValueString(),
		To:   stringsIn(m.To), Cc: stringsIn(m.Cc), Bcc: stringsIn(m.Bcc), ReplyTo: stringsIn(m.ReplyTo),
		Subject: m.Subject.ValueString(), Body: m.Body.ValueString(), BodyType: m.BodyType.ValueString(),
		Importance: m.Importance.ValueString(),
		Headers:    map[string]string{},
		NoCopy:     !m.SaveToSentItems.IsNull() && !m.SaveToSentItems.ValueBool(),
	}
	for name, value := range m.Headers.Elements() {
		text, _ := value.(types.String)
		message.Headers[name] = text.ValueString()
	}
	for _, a := range m.attachments() {
		message.Attachments = append(message.Attachments, people.Attachment{
			Name: a.name.ValueString(), ContentType: a.contentType.ValueString(), ContentBase64: a.content.ValueString(),
		})
	}
	return message
}

// send sends the message once and returns Graph's id of the request. The error is a [*people.SendError].
func (m *messageModel) send(ctx context.Context, client *graph.Client, action bool) (string, error) {
	id, err := m.message().Send(ctx, client)
	if err != nil {
		return "", &people.SendError{Action: action, Err: err}
	}
	return id, nil
}

// from returns the path of the argument that names the mailbox, or none if it is left out.
func (m *messageModel) from() path.Path { return atArgument("from", m.From.ValueString()) }
