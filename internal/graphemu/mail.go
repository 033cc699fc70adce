package graphemu

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
)

// Message is one mail that was accepted.
type Message struct {
	Path            string          `json:"path"`    // Of the request, escaped.
	Mailbox         string          `json:"mailbox"` // User principal name of the mailbox in the path.
	From            string          `json:"from"`    // Address: that of message.from, else that of the mailbox.
	Subject         string          `json:"subject"`
	BodyType        string          `json:"bodyType"` // As it was sent, for example HTML.
	Body            string          `json:"body"`
	Importance      string          `json:"importance"`
	To              []string        `json:"to"`
	Cc              []string        `json:"cc"`
	Bcc             []string        `json:"bcc"`
	ReplyTo         []string        `json:"replyTo"`
	SaveToSentItems bool            `json:"saveToSentItems"`
	Raw             json.RawMessage `json:"raw"` // The member message as it was sent.
	// MIME is the decoded text in place of all above, for Content-Type text/plain.
	MIME string    `json:"mime,omitempty"`
	Time time.Time `json:"time"`
}

var (
	mailPermissions = []string{"Mail.Send"}
	mailShared      = []string{"Mail.Send.Shared"}
)

// mailbox keeps what was sent.
type mailbox struct {
	mu   sync.Mutex // Guards sent.
	sent []Message
}

func (m *mailbox) reset() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sent = nil
}

func (m *mailbox) add(one Message) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sent = append(m.sent, one)
}

// Sent returns all mail that was accepted, in its order; it is empty and not nil without any.
func (o *outlook) Sent() []Message {
	o.mail.mu.Lock()
	defer o.mail.mu.Unlock()
	return append([]Message{}, o.mail.sent...)
}

// sendMail answers POST /me/sendMail and POST /users/{user}/sendMail.
func (o *outlook) sendMail(c *call) (*response, error) {
	body, err := io.ReadAll(c.request.Body)
	if err != nil {
		return nil, badRequest("The request body cannot be read.")
	}
	if len(body) > maxRequestBody { // The words are ours.
		return nil, &problem{
			status: http.StatusRequestEntityTooLarge, code: "RequestEntityTooLarge",
			message: "The request body is too large. The maximum request length supported is 4MB.",
		}
	}
	if !c.caller.has(mailPermissions) && !c.caller.has(mailShared) {
		return nil, accessDenied()
	}
	i, err := o.outlookUser(c, mailShared)
	if err != nil {
		return nil, err
	}
	message, err := o.readMail(c, i, body)
	if err != nil {
		return nil, err
	}
	message.Path, message.Time = c.path, time.Now()
	message.Mailbox = c.directory.row(i).value("userPrincipalName").text
	o.mail.add(*message)
	return &response{status: http.StatusAccepted}, nil
}

// outlookUser finds the mailbox that the path names. A person reaches those of others with one of the permissions only.
func (o *outlook) outlookUser(c *call, shared []string) (int, error) {
	i, _, err := c.subject()
	if err != nil {
		if key, named := c.params["user"]; named {
			return 0, &problem{
				status: http.StatusNotFound, code: "ErrorInvalidUser", message: "The requested user '" + key + "' is invalid.",
			}
		}
		return 0, err
	}
	if me, ok := c.signedIn(); ok && me != i && !c.caller.has(shared) {
		return 0, accessDenied()
	}
	if r := c.directory.row(i); r.value("mail").text == "" || r.value("userType").text == "Guest" {
		return 0, &problem{
			status: http.StatusNotFound, code: "MailboxNotEnabledForRESTAPI",
			message: "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
		}
	}
	return i, nil
}

func accessDenied() *problem {
	return &problem{
		status: http.StatusForbidden, code: "ErrorAccessDenied", message: "Access is denied. Check credentials and try " +
			"again.",
	}
}

// readMail reads the body by its Content-Type: JSON, or MIME as base64.
func (o *outlook) readMail(c *call, i int, body []byte) (*Message, error) {
	typ, _, err := mime.ParseMediaType(c.request.Header.Get("Content-Type"))
	switch {
	case err == nil && typ == "text/plain":
		text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(body)))
		if err != nil {
			return nil, &problem{
				status: http.StatusBadRequest, code: "ErrorMimeContentInvalidBase64String",
				message: "Invalid base64 string for MIME content.",
			}
		}
		return &Message{From: c.directory.row(i).value("mail").text, SaveToSentItems: true, MIME: string(text)}, nil
	case err == nil && typ == "application/json":
	default:
		return nil, badRequest("Write requests (excluding DELETE) must contain the Content-Type header declaration.")
	}
	request, err := readMailRequest(body)
	if err != nil {
		return nil, err
	}
	doc := request.message
	if err := doc.check(); err != nil {
		return nil, err
	}
	m := &Message{
		From: c.directory.row(i).value("mail").text, Subject: doc.Subject, Importance: doc.Importance,
		BodyType: doc.Body.ContentType, Body: doc.Body.Content, Raw: request.raw, SaveToSentItems: request.save,
		To: addresses(doc.To), Cc: addresses(doc.Cc), Bcc: addresses(doc.Bcc), ReplyTo: addresses(doc.ReplyTo),
	}
	if doc.From != nil {
		if m.From = doc.From.EmailAddress.Address; !o.maySendAs(c, i, m.From) {
			return nil, &problem{
				status: http.StatusForbidden, code: "ErrorSendAsDenied",
				message: "The user account which was used to submit this request does not have the right to send mail on behalf " +
					"of the specified sending account. Cannot submit message.",
			}
		}
	}
	return m, nil
}

// maySendAs reports whether the mailbox of row i may send with an address: its own ones, and those of other mailboxes
// of the company for an application and for a person with the permission. Exchange's own grants are not emulated.
func (o *outlook) maySendAs(c *call, i int, address string) bool {
	d := c.directory
	rows := append(d.lookup("mail", address), d.lookup("userPrincipalName", address)...)
	rows = append(rows, d.lookup("proxyAddresses", "smtp:"+address)...)
	if slices.Contains(rows, i) {
		return true
	}
	return len(rows) > 0 && (!c.caller.person || c.caller.has(mailShared))
}

func addresses(list []mailRecipient) []string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = r.EmailAddress.Address
	}
	return out
}
