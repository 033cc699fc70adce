package graphemu

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

func (a *asker) send(path, body string, headers ...string) *answer {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, "https://graph.example.com/v1.0"+path,
		strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+a.token)
	req.Header.Set("Content-Type", "application/json")
	for _, h := range headers {
		name, v, _ := strings.Cut(h, ": ")
		req.Header.Set(name, v)
	}
	return a.do(req)
}

const simpleMail = `{"message":{"subject":"Hi","body":{"contentType":"text","content":"Hello"},` +
	`"toRecipients":[{"emailAddress":{"address":"a@b.c"}}]}}`

// TestSendSamples sends the recorded requests.
func TestSendSamples(t *testing.T) {
	t.Parallel()
	for _, sample := range []string{"attachment", "headers", "text"} {
		a := newAsker(t, Options{})
		b, err := os.ReadFile(filepath.Join("testdata", "sendmail_request_"+sample+".json"))
		if err != nil {
			t.Fatal(err)
		}
		got := a.send("/me/sendMail", string(b))
		if got.status != http.StatusAccepted || got.text != "" || got.header.Get("Content-Type") != "" {
			t.Fatalf("%s: got %d %q %v, want an empty 202", sample, got.status, got.text, got.header)
		}
		sent := a.server.Sent()
		if len(sent) != 1 || sent[0].Mailbox != PersonUPN || sent[0].From != PersonUPN || len(sent[0].To) != 1 ||
			len(sent[0].Raw) == 0 {
			t.Fatalf("%s: sent %+v, want one mail from the mailbox to one recipient", sample, sent)
		}
		if sent[0].SaveToSentItems != (sample != "text") || sent[0].Path != "/v1.0/me/sendMail" || sent[0].Time.IsZero() {
			t.Errorf("%s: sent %+v, want path, time and saveToSentItems as sent", sample, sent[0])
		}
		a.server.Reset()
		if len(a.server.Sent()) != 0 {
			t.Errorf("sent = %d after the reset, want 0", len(a.server.Sent()))
		}
	}
}

func TestSendRefused(t *testing.T) {
	t.Parallel()
	to := func(rest string) string {
		return `{"message":{"toRecipients":[{"emailAddress":{"address":"a@b.c"}}]` + rest + `}}`
	}
	file := func(rest string) string {
		return `,"attachments":[{"@odata.type":"#microsoft.graph.fileAttachment",` + rest + `}]`
	}
	tests := []struct {
		body   string
		status int
		code   string
	}{
		{`{"message":{"subject":"x"}}`, 400, "ErrorInvalidRecipients"},
		{strings.Replace(simpleMail, "a@b.c", "abc", 1), 400, "ErrorInvalidRecipients"},
		{strings.Replace(simpleMail, "a@b.c", "", 1), 400, "ErrorInvalidRecipients"},
		{to(`,"replyTo":[{"emailAddress":{"address":"x"}}]`), 400, "ErrorInvalidRecipients"},
		{`{"message":`, 400, "BadRequest"},
		{``, 400, "BadRequest"},
		{`[]`, 400, "BadRequest"},
		{`{}`, 400, "ErrorInvalidRequest"},
		{`{"subject":"x"}`, 400, "RequestBodyRead"},
		{to(`,"subject":1`), 400, "RequestBodyRead"},
		{to(`,"importance":"urgent"`), 400, "RequestBodyRead"},
		{to(`,"body":{"contentType":"markdown","content":""}`), 400, "RequestBodyRead"},
		{to(`,"attachments":[{"name":"a","contentBytes":"SGk="}]`), 400, "RequestBodyRead"},
		{to(file(`"name":"a","contentBytes":"%"`)), 400, "RequestBodyRead"},
		{to(file(`"name":"a","contentBytes":"SGk=","nosuch":1`)), 400, "RequestBodyRead"},
		{to(file(`"name":"a","contentBytes":"SGk=","isInline":"true"`)), 400, "RequestBodyRead"},
		{to(file(`"name":"a"`)), 400, "ErrorInvalidRequest"},
		{to(`,"attachments":[{"@odata.type":"#microsoft.graph.message"}]`), 400, "RequestBodyRead"},
		{to(`,"attachments":{}`), 400, "RequestBodyRead"},
		{to(`,"nosuch":"x"`), 400, "RequestBodyRead"},
		{to(`,"body":{"content":"x","foo":"y"}`), 400, "RequestBodyRead"},
		{to(`,"body":"x"`), 400, "RequestBodyRead"},
		{to(`,"replyTo":[{"emailAddress":{"address":"a@b.c","foo":"y"}}]`), 400, "RequestBodyRead"},
		{to(`,"replyTo":[{"address":"a@b.c"}]`), 400, "RequestBodyRead"},
		{to(`,"isRead":"yes"`), 400, "RequestBodyRead"},
		{to(`,"isReadReceiptRequested":"true"`), 400, "RequestBodyRead"},
		{to(`,"receivedDateTime":"x"`), 400, "RequestBodyRead"},
		{to(`,"flag":{"flagStatus":"nosuch"}`), 400, "RequestBodyRead"},
		{`{"message":{"toRecipients":null}}`, 400, "ErrorInvalidRecipients"},
		{`{"message":null}`, 400, "ErrorInvalidRequest"},
		{`{"message":"x"}`, 400, "RequestBodyRead"},
		{to(`,"internetMessageHeaders":[{"name":"subject","value":"x"}]`), 400, "InvalidInternetMessageHeader"},
		{to(`,"subject":"` + strings.Repeat("x", odata.MaxRequestBody) + `"`), 413, "RequestEntityTooLarge"},
	}
	a := newAsker(t, Options{})
	for _, test := range tests {
		got := a.send("/me/sendMail", test.body)
		if code, _ := got.problem(); got.status != test.status || code != test.code {
			t.Errorf("%.120s: got %d %s, want %d %s", test.body, got.status, got.text, test.status, test.code)
		}
	}
	a.send("/me/sendMail", simpleMail, "Content-Type: text/html").fails(t, 400, "BadRequest", "Content-Type")
	sameError(t, a.send("/me/sendMail", "%%%", "Content-Type: text/plain"), 400, readSample(t, "error_400_mime.json"))
	a.get("/me/sendMail").fails(t, 405, "Request_BadRequest", "")
	if sent := a.server.Sent(); len(sent) != 0 {
		t.Errorf("sent %+v, want nothing", sent)
	}
}

// TestSendHeaders holds that one to five headers are taken, and no other number:
// https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2208.
func TestSendHeaders(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]int{0: 400, 1: 202, 5: 202, 6: 400} {
		a := newAsker(t, Options{})
		headers := strings.TrimSuffix(strings.Repeat(`{"name":"X-a","value":"x"},`, n), ",")
		body := strings.Replace(simpleMail, `"subject"`, `"internetMessageHeaders":[`+headers+`],"subject"`, 1)
		if got := a.send("/me/sendMail", body); got.status != want {
			t.Errorf("%d headers: got %d %s, want %d", n, got.status, got.text, want)
		}
	}
}

// TestSendForms holds that Graph takes names in any case, a type without a number sign, the full name of the action,
// and MIME: https://github.com/microsoftgraph/msgraph-sdk-go/blob/main/users/item_send_mail_post_request_body.go writes
// the parameters with capitals.
func TestSendForms(t *testing.T) {
	t.Parallel()
	const plain, text = "Content-Type: application/json", "Content-Type: text/plain; charset=utf-8"
	attachment := `{"@odata.type":"microsoft.graph.fileAttachment","name":"a","contentBytes":"SGk="}`
	for _, test := range []struct{ path, body, contentType string }{
		{"/me/sendMail", strings.Replace(simpleMail, "subject", "Subject", 1), plain},
		{"/me/sendMail", strings.Replace(simpleMail, `"text"`, `"HTML"`, 1), plain},
		{"/me/sendMail", strings.Replace(simpleMail, `"subject"`, `"attachments":[`+attachment+`],"subject"`, 1), plain},
		{"/me/sendMail", strings.Replace(simpleMail, "message", "Message", 1), plain},
		{"/me/microsoft.graph.sendMail", simpleMail, plain},
		{"/users/" + PersonID + "/microsoft.graph.sendMail", simpleMail, plain},
		{"/me/sendmail", "U3ViamVjdDogSGk=", text},
	} {
		a := newAsker(t, Options{})
		if got := a.send(test.path, test.body, test.contentType); got.status != http.StatusAccepted {
			t.Errorf("%s %s: got %d %s, want 202", test.path, test.body, got.status, got.text)
			continue
		}
		if sent := a.server.Sent()[0]; sent.Subject != "Hi" && sent.MIME != "Subject: Hi" {
			t.Errorf("%s %s: sent %+v, want subject Hi", test.path, test.body, sent)
		}
	}
}

func TestSendAs(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	with := func(property, address, body string) string {
		return strings.Replace(body, `"subject"`, `"`+property+`":{"emailAddress":{"address":"`+address+`"}},"subject"`, 1)
	}
	from := func(address string) string { return with("from", address, simpleMail) }
	plain, shared := s.PersonToken("", "Mail.Send"), s.PersonToken("", "Mail.Send", "Mail.Send.Shared")
	sharedOnly := s.PersonToken("", "Mail.Send.Shared")
	tests := []struct {
		token, path, body string
		status            int
		code              string
	}{
		{plain, "/me/sendMail", from("adelev@contoso.com"), 202, ""},
		{plain, "/me/sendMail", from("LeeG@contoso.com"), 403, "ErrorSendAsDenied"},
		{shared, "/me/sendMail", from("LeeG@contoso.com"), 202, ""},
		{shared, "/me/sendMail", from("someone@example.com"), 403, "ErrorSendAsDenied"},
		// See https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/7401.
		{plain, "/me/sendMail", with("sender", "AdeleV@contoso.com", simpleMail), 202, ""},
		{shared, "/me/sendMail", with("sender", "LeeG@contoso.com", from("LeeG@contoso.com")), 202, ""},
		{shared, "/me/sendMail", with("sender", "LeeG@contoso.com", simpleMail), 403, "ErrorSendAsDenied"},
		// See https://github.com/microsoftgraph/microsoft-graph-docs-contrib/issues/1149.
		{sharedOnly, "/users/LeeG@contoso.com/sendMail", simpleMail, 403, "ErrorAccessDenied"},
		{sharedOnly, "/me/sendMail", from("LeeG@contoso.com"), 202, ""},
		// See https://github.com/O365/python-o365/issues/448.
		{s.AppToken(""), "/users/LeeG@contoso.com/sendMail", simpleMail, 401, "NoPermissionsInAccessToken"},
		{plain, "/users/LeeG@contoso.com/sendMail", simpleMail, 403, "ErrorAccessDenied"},
		{shared, "/users/LeeG@contoso.com/sendMail", simpleMail, 202, ""},
		{s.AppToken("Mail.Send"), "/users/LeeG@contoso.com/sendMail", simpleMail, 202, ""},
		{s.AppToken("User.Read.All"), "/users/LeeG@contoso.com/sendMail", simpleMail, 403, "ErrorAccessDenied"},
		{s.AppToken(), "/me/sendMail", simpleMail, 400, "BadRequest"},
		{s.AppToken(), "/users/someone@example.com/sendMail", simpleMail, 404, "ErrorInvalidUser"},
		{s.AppToken(), "/users/svc-backup@contoso.com/sendMail", simpleMail, 404, "MailboxNotEnabledForRESTAPI"},
	}
	for _, test := range tests {
		a := &asker{t: t, server: s, token: test.token}
		if got := a.send(test.path, test.body); got.status != test.status || test.code != "" &&
			!strings.Contains(got.text, `"`+test.code+`"`) {
			t.Errorf("%s %s: got %d %s, want %d %s", test.path, test.body, got.status, got.text, test.status, test.code)
		}
	}
	a := &asker{t: t, server: s, token: plain}
	sameError(t, a.send("/me/sendMail", from("LeeG@contoso.com")), 403, readSample(t, "error_403_send_as.json"))
	a.token = s.AppToken()
	sameError(t, a.send("/users/someone@example.com/sendMail", simpleMail), 404,
		readSample(t, "error_404_invalid_user.json"))
	sameError(t, a.send("/users/svc-backup@contoso.com/sendMail", simpleMail), 404,
		readSample(t, "error_404_mailbox.json"))
}

// TestSendWithFaults holds what was kept against what the client was told.
func TestSendWithFaults(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		fault Fault
		kept  int
	}{
		{"cut before", Cut(), 0},
		{"cut after", Cut().Late(), 1},
		{"504 before", Status(504), 0},
		{"504 after", Status(504).Late(), 1},
		{"429", Throttle("1"), 0},
	}
	for _, test := range tests {
		a := newAsker(t, Options{})
		test.fault.Method = http.MethodPost
		a.server.Fail(test.fault.AtMost(1))
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://graph.example.com/v1.0/me/sendMail",
			strings.NewReader(simpleMail))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+a.token)
		req.Header.Set("Content-Type", "application/json")
		resp, err := a.server.Transport().RoundTrip(req)
		if err == nil {
			_ = resp.Body.Close()
		}
		if (err != nil) != test.fault.Cut || err == nil && resp.StatusCode != test.fault.Status {
			t.Errorf("%s: got %v, %v, want what the fault says", test.name, resp, err)
		}
		if n := len(a.server.Sent()); n != test.kept || len(a.server.GraphRequests()) != 1 {
			t.Errorf("%s: mails kept = %d, want %d, requests = %d, want 1", test.name, n, test.kept,
				len(a.server.GraphRequests()))
		}
	}
}

func TestSentControl(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	if got := a.get("https://graph.example.com/_emulator/sent").ok(t); strings.TrimSpace(got.text) != "[]" {
		t.Errorf("got %s, want []", got.text)
	}
	a.send("/me/sendMail", simpleMail)
	if got := a.get("https://graph.example.com/_emulator/sent").ok(t); !strings.Contains(got.text, `"subject":"Hi"`) ||
		!strings.Contains(got.text, `"to":["a@b.c"]`) {
		t.Errorf("got %s, want one mail with subject and recipient", got.text)
	}
	fault := `{"method":"POST","cut":true,"afterHandling":true,"times":1}`
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://graph.example.com/_emulator/faults",
		strings.NewReader(fault))
	if err != nil {
		t.Fatal(err)
	}
	if got := a.do(req); got.status != http.StatusNoContent {
		t.Errorf("got %d %s, want 204", got.status, got.text)
	}
}

// TestTooLargeOverConnections checks that the refusal reaches a client that sends all of its body first.
func TestTooLargeOverConnections(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(TB, Options) *TestServer{"http": NewServer, "https": NewTLSServer} {
		srv := start(t, Options{})
		body := strings.NewReader(`{"message":{"subject":"` + strings.Repeat("x", 3*odata.MaxRequestBody) + `"}}`)
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, srv.URL+"/v1.0/me/sendMail", body)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+srv.PersonToken(""))
		req.Header.Set("Content-Type", "application/json")
		resp, err := srv.Client().Do(req)
		if err != nil {
			t.Fatal(name, err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("%s: got %s, want 413", name, resp.Status)
		}
	}
}
