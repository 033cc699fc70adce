package outlook

import (
	"encoding/base64"
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
	ContentType  string  `json:"contentType"`
	ContentBytes *string `json:"contentBytes"`
}

type mailHeader struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// mailProperties are those of a message that may be sent: reference 11.7. Names are compared with regard to case.
var mailProperties = odata.NameSet(`
	bccRecipients body categories ccRecipients conversationId conversationIndex flag from hasAttachments
	importance inferenceClassification internetMessageHeaders internetMessageId isDeliveryReceiptRequested isRead
	isReadReceiptRequested receivedDateTime replyTo sender sentDateTime subject toRecipients attachments
	extensions singleValueExtendedProperties multiValueExtendedProperties @odata.type`)

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
	var properties map[string]json.RawMessage
	if json.Unmarshal(r.raw, &properties) != nil || properties == nil {
		return nil, bodyRefused("ErrorInvalidRequest", "The parameter 'message' is missing.") // The words are ours.
	}
	for name := range properties {
		if !mailProperties[name] {
			return nil, bodyRefused("RequestBodyRead", "The property '"+name+"' does not exist on type "+
				"'microsoft.graph.message'. Make sure to only use property names that are defined by the type.")
		}
	}
	if err := json.Unmarshal(r.raw, &r.message); err != nil {
		return nil, bodyRefused("RequestBodyRead", "An unexpected value was found when trying to read a property of "+
			"'microsoft.graph.message': "+err.Error())
	}
	return r, nil
}

// check refuses what Exchange would not take.
func (m *mailDocument) check() error {
	if err := oneOf("microsoft.graph.bodyType", m.Body.ContentType, "text", "html"); err != nil {
		return err
	}
	if err := oneOf("microsoft.graph.importance", m.Importance, "low", "normal", "high"); err != nil {
		return err
	}
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

// oneOf refuses a value that is no member of an enumeration; case does not matter, and no value is the default.
func oneOf(typ, text string, members ...string) error {
	for _, member := range append(members, "") {
		if strings.EqualFold(text, member) {
			return nil
		}
	}
	return bodyRefused("RequestBodyRead", "Requested value '"+text+"' was not found in '"+typ+"'.")
}

// check refuses an attachment that Exchange cannot read. The words are ours.
func (a *mailAttachment) check() error {
	switch a.Type {
	case "":
		return bodyRefused("RequestBodyRead", "The annotation '@odata.type' is missing on an attachment: the type "+
			"'microsoft.graph.attachment' is abstract.")
	case "#microsoft.graph.fileAttachment":
	case "#microsoft.graph.itemAttachment", "#microsoft.graph.referenceAttachment":
		return nil
	default:
		return bodyRefused("RequestBodyRead", "A type named '"+a.Type+"' could not be resolved by the model.")
	}
	if a.Name == "" || a.ContentBytes == nil {
		return bodyRefused("ErrorInvalidRequest", "An attachment needs 'name' and 'contentBytes'.")
	}
	if _, err := base64.StdEncoding.DecodeString(*a.ContentBytes); err != nil {
		return bodyRefused("RequestBodyRead", "Cannot convert the literal to the expected type 'Edm.Binary'.")
	}
	return nil
}
