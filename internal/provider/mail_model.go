package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/people"
)

// A messageModel is a message in the configuration of graph_mail and graph_send_mail. It must not be stored or logged
// as a whole: its body and its attachments may be secret.
type messageModel struct {
	From            types.String `tfsdk:"from"`
	Sender          types.String `tfsdk:"sender"`
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
	Acknowledge     types.Bool   `tfsdk:"acknowledge"`
}

// An attachment is one element of messageModel.Attachments. Its fields are unknown if the element is.
type attachment struct {
	name, contentType, content, contentID types.String
	inline                                types.Bool
}

func (m *messageModel) attachments() []attachment {
	var list []attachment
	for _, element := range m.Attachments.Elements() {
		object, _ := element.(types.Object)
		inline, ok := object.Attributes()["is_inline"].(types.Bool)
		if !ok {
			inline = types.BoolUnknown()
		}
		list = append(list, attachment{
			name: stringIn(object, "name"), contentType: stringIn(object, "content_type"),
			content: stringIn(object, "content_base64"), contentID: stringIn(object, "content_id"), inline: inline,
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

// recipients returns the known recipients of all three lists, and reports whether these are all recipients.
func (m *messageModel) recipients() (known []string, all bool) {
	all = true
	for _, list := range []types.List{m.To, m.Cc, m.Bcc} {
		texts := stringsIn(list)
		known, all = append(known, texts...), all && !list.IsUnknown() && len(texts) == len(list.Elements())
	}
	return known, all
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

// message returns the message. A value that is not known yet is left out.
func (m *messageModel) message() people.Message {
	message := people.Message{
		Sender: subject(m.From.ValueString()),
		To:     stringsIn(m.To), Cc: stringsIn(m.Cc), Bcc: stringsIn(m.Bcc), ReplyTo: stringsIn(m.ReplyTo),
		Subject: m.Subject.ValueString(), Body: m.Body.ValueString(), BodyType: m.BodyType.ValueString(),
		Importance: m.Importance.ValueString(),
		Headers:    map[string]string{},
		NoCopy:     !m.SaveToSentItems.IsNull() && !m.SaveToSentItems.ValueBool(),
	}
	if !m.Sender.IsNull() {
		message.Sender, message.From = subject(m.Sender.ValueString()), m.From.ValueString()
	}
	for name, value := range m.Headers.Elements() {
		text, _ := value.(types.String)
		message.Headers[name] = text.ValueString()
	}
	for _, a := range m.attachments() {
		message.Attachments = append(message.Attachments, people.Attachment{
			Name: a.name.ValueString(), ContentType: a.contentType.ValueString(), ContentBase64: a.content.ValueString(),
			ContentID: a.contentID.ValueString(), Inline: a.inline.ValueBool(),
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

// atSender returns the path of the argument that names the mailbox, or none for that of the signed-in person.
func (m *messageModel) atSender() path.Path {
	name, value := "from", m.From
	if !m.Sender.IsNull() {
		name, value = "sender", m.Sender
	}
	if subject(value.ValueString()) == graph.Self {
		return path.Empty()
	}
	return path.Root(name)
}

// warn adds the warning that the mail will be sent. Its summary names the mail, because a CLI shows warnings with the
// same summary once.
func (m *messageModel) warn(diags *diag.Diagnostics, detail string) {
	if m.Acknowledge.ValueBool() {
		return
	}
	mail := "a mail whose subject is not known yet"
	if !m.Subject.IsUnknown() {
		mail = fmt.Sprintf("the mail %q", m.Subject.ValueString())
	}
	diags.AddWarning("Will send "+mail+" to "+m.reach(), detail+" With acknowledge = true, "+
		"there is no warning.")
}

// reach describes the recipients: the first, and the number of the others.
func (m *messageModel) reach() string {
	known, all := m.recipients()
	switch {
	case len(known) == 0:
		return "recipients that are not known yet"
	case !all:
		return known[0] + " and others that are not known yet"
	case len(known) == 1:
		return known[0]
	default:
		return fmt.Sprintf("%s and %d more", known[0], len(known)-1)
	}
}
