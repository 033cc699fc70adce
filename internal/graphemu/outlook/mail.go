package outlook

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

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
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
func (s *Service) Sent() []Message {
	s.mail.mu.Lock()
	defer s.mail.mu.Unlock()
	return append([]Message{}, s.mail.sent...)
}

// SendMail answers POST /me/sendMail and POST /users/{user}/sendMail.
func (s *Service) SendMail(c *directory.Call) (*odata.Response, error) {
	body, err := io.ReadAll(c.HTTP.Body)
	if err != nil {
		return nil, odata.BadRequest("The request body cannot be read.")
	}
	if len(body) > odata.MaxRequestBody { // The words are ours.
		return nil, &odata.Problem{
			Status: http.StatusRequestEntityTooLarge, Code: "RequestEntityTooLarge",
			Message: "The request body is too large. The maximum request length supported is 4MB.",
		}
	}
	i, err := s.mailUser(c)
	if err != nil {
		return nil, err
	}
	message, err := s.readMail(c, i, body)
	if err != nil {
		return nil, err
	}
	message.Path, message.Time = c.Path, time.Now()
	message.Mailbox = c.Directory.Row(i).Value("userPrincipalName").Text
	s.mail.add(*message)
	return &odata.Response{Status: http.StatusAccepted}, nil
}

// mailUser checks the permission and finds the mailbox. Mail.Send.Shared sends as others from one's own mailbox. Their
// mailboxes need Full Access and Send As too, grants of Exchange that Mail.Send stands for here: see
// https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1149.
func (s *Service) mailUser(c *directory.Call) (int, error) {
	if err := checkRoles(c); err != nil {
		return 0, err
	}
	enough := mailPermissions
	if c.Caller.Person {
		enough = slices.Concat(mailPermissions, mailShared)
	}
	if !c.Caller.Has(enough) {
		return 0, accessDenied()
	}
	i, err := s.outlookUser(c, mailShared)
	if err != nil {
		return 0, err
	}
	if me, ok := c.SignedIn(); ok && me != i && !c.Caller.Has(mailPermissions) {
		return 0, accessDenied()
	}
	return i, nil
}

// outlookUser finds the mailbox that the path names. A person reaches those of others with one of the permissions only.
func (s *Service) outlookUser(c *directory.Call, shared []string) (int, error) {
	i, _, err := c.Subject()
	if err != nil {
		if key, named := c.Params["user"]; named {
			return 0, &odata.Problem{
				Status: http.StatusNotFound, Code: "ErrorInvalidUser", Message: "The requested user '" + key + "' is invalid.",
			}
		}
		return 0, err
	}
	if me, ok := c.SignedIn(); ok && me != i && !c.Caller.Has(shared) {
		return 0, accessDenied()
	}
	if !s.HasMailbox(i) {
		return 0, &odata.Problem{
			Status: http.StatusNotFound, Code: "MailboxNotEnabledForRESTAPI",
			Message: "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
		}
	}
	return i, nil
}

// HasMailbox reports whether the user of row i has a mailbox.
func (s *Service) HasMailbox(i int) bool {
	r := s.directory.Row(i)
	return r.Value("mail").Text != "" && r.Value("userType").Text != "Guest"
}

// checkRoles refuses the token of an application without any role, which Exchange does not take for one of Graph: see
// https://github.com/O365/python-o365/issues/763.
func checkRoles(c *directory.Call) error {
	if c.Caller.Person || len(c.Caller.Permissions) > 0 {
		return nil
	}
	return &odata.Problem{
		Status: http.StatusUnauthorized, Code: "NoPermissionsInAccessToken",
		Message: "The token contains no permissions, or permissions can not be understood.",
	}
}

func accessDenied() *odata.Problem {
	return &odata.Problem{
		Status: http.StatusForbidden, Code: "ErrorAccessDenied", Message: "Access is denied. Check credentials and try " +
			"again.",
	}
}

// readMail reads the body by its Content-Type: JSON, or MIME as base64.
func (s *Service) readMail(c *directory.Call, i int, body []byte) (*Message, error) {
	typ, _, err := mime.ParseMediaType(c.HTTP.Header.Get("Content-Type"))
	switch {
	case err == nil && typ == "text/plain":
		text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(body)))
		if err != nil {
			return nil, &odata.Problem{
				Status: http.StatusBadRequest, Code: "ErrorMimeContentInvalidBase64String",
				Message: "Invalid base64 string for MIME content.",
			}
		}
		return &Message{From: c.Directory.Row(i).Value("mail").Text, SaveToSentItems: true, MIME: string(text)}, nil
	case err == nil && typ == "application/json":
	default:
		return nil, odata.BadRequest("Write requests (excluding DELETE) must contain the Content-Type header declaration.")
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
		From: c.Directory.Row(i).Value("mail").Text, Subject: doc.Subject, Importance: doc.Importance,
		BodyType: doc.Body.ContentType, Body: doc.Body.Content, Raw: request.raw, SaveToSentItems: request.save,
		To: addresses(doc.To), Cc: addresses(doc.Cc), Bcc: addresses(doc.Bcc), ReplyTo: addresses(doc.ReplyTo),
	}
	if doc.From != nil {
		if m.From = doc.From.EmailAddress.Address; !s.maySendAs(c, i, m.From) {
			return nil, sendAsDenied()
		}
	}
	// See https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/7401: from and sender are the same.
	if doc.Sender != nil && !strings.EqualFold(doc.Sender.EmailAddress.Address, m.From) &&
		!slices.Contains(mailboxesOf(c, doc.Sender.EmailAddress.Address), i) {
		return nil, sendAsDenied()
	}
	return m, nil
}

func sendAsDenied() *odata.Problem {
	return &odata.Problem{
		Status: http.StatusForbidden, Code: "ErrorSendAsDenied",
		Message: "The user account which was used to submit this request does not have the right to send mail on behalf " +
			"of the specified sending account. Cannot submit message.",
	}
}

// maySendAs reports whether the mailbox of row i may send with an address: its own ones, and those of other mailboxes
// of the company for an application and for a person with the permission. Exchange's own grants are not emulated.
func (s *Service) maySendAs(c *directory.Call, i int, address string) bool {
	rows := mailboxesOf(c, address)
	if slices.Contains(rows, i) {
		return true
	}
	return len(rows) > 0 && (!c.Caller.Person || c.Caller.Has(mailShared))
}

// mailboxesOf returns the rows of those who have the address.
func mailboxesOf(c *directory.Call, address string) []int {
	d := c.Directory
	rows := append(d.Lookup("mail", address), d.Lookup("userPrincipalName", address)...)
	return append(rows, d.Lookup("proxyAddresses", "smtp:"+address)...)
}

func addresses(list []mailRecipient) []string {
	out := make([]string, len(list))
	for i, r := range list {
		out[i] = r.EmailAddress.Address
	}
	return out
}
