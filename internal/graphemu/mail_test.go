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
	req, err := http.NewRequestWithContext(a.t.Context(), http.MethodPost, "https://graph.example.com/v1.0"+path, strings.NewReader(body))
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
			t.Fatalf("%s: %d %q %v", sample, got.status, got.text, got.header)
		}
		sent := a.server.Sent()
		if len(sent) != 1 || sent[0].Mailbox != PersonUPN || sent[0].From != PersonUPN || len(sent[0].To) != 1 || len(sent[0].Raw) == 0 {
			t.Fatalf("%s: %+v", sample, sent)
		}
		if sent[0].SaveToSentItems != (sample != "text") || sent[0].Path != "/v1.0/me/sendMail" || sent[0].Time.IsZero() {
			t.Errorf("%s: %+v", sample, sent[0])
		}
		a.server.Reset()
		if len(a.server.Sent()) != 0 {
			t.Error("the mail survived")
		}
	}
}

func TestSendRefused(t *testing.T) {
	t.Parallel()
	to := func(rest string) string {
		return `{"message":{"toRecipients":[{"emailAddress":{"address":"a@b.c"}}]` + rest + `}}`
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
		{to(`,"Subject":"x"`), 400, "RequestBodyRead"},
		{to(`,"subject":1`), 400, "RequestBodyRead"},
		{to(`,"importance":"urgent"`), 400, "RequestBodyRead"},
		{to(`,"body":{"contentType":"markdown","content":""}`), 400, "RequestBodyRead"},
		{to(`,"attachments":[{"name":"a","contentBytes":"SGk="}]`), 400, "RequestBodyRead"},
		{to(`,"attachments":[{"@odata.type":"#microsoft.graph.fileAttachment","name":"a","contentBytes":"%"}]`), 400, "RequestBodyRead"},
		{to(`,"internetMessageHeaders":[{"name":"subject","value":"x"}]`), 400, "InvalidInternetMessageHeader"},
		{to(`,"subject":"` + strings.Repeat("x", odata.MaxRequestBody) + `"`), 413, "RequestEntityTooLarge"},
	}
	a := newAsker(t, Options{})
	for _, test := range tests {
		got := a.send("/me/sendMail", test.body)
		if code, _ := got.problem(); got.status != test.status || code != test.code {
			t.Errorf("%.120s: got %d %s", test.body, got.status, got.text)
		}
	}
	a.send("/me/sendMail", simpleMail, "Content-Type: text/html").fails(t, 400, "BadRequest", "Content-Type")
	sameError(t, a.send("/me/sendMail", "%%%", "Content-Type: text/plain"), 400, readSample(t, "error_400_mime.json"))
	a.get("/me/sendMail").fails(t, 405, "Request_BadRequest", "")
	if sent := a.server.Sent(); len(sent) != 0 {
		t.Errorf("sent %+v", sent)
	}
	many := `,"internetMessageHeaders":[` + strings.Repeat(`{"name":"X-a","value":"x"},`, 4) + `{"name":"x-b","value":"y"}],"body":{"contentType":"HTML","content":"<p>"}`
	if got := a.send("/me/sendMail", to(many)); got.status != http.StatusAccepted {
		t.Errorf("got %s", got.text)
	}
	a.send("/me/sendmail", "U3ViamVjdDogeA==", "Content-Type: text/plain; charset=utf-8")
	if sent := a.server.Sent(); len(sent) != 2 || sent[1].MIME != "Subject: x" {
		t.Errorf("got %+v", sent)
	}
}

func TestSendAs(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	from := func(address string) string {
		return strings.Replace(simpleMail, `"subject"`, `"from":{"emailAddress":{"address":"`+address+`"}},"subject"`, 1)
	}
	plain, shared := s.PersonToken("", "Mail.Send"), s.PersonToken("", "Mail.Send", "Mail.Send.Shared")
	tests := []struct {
		token, path, body string
		status            int
		code              string
	}{
		{plain, "/me/sendMail", from("adelev@contoso.com"), 202, ""},
		{plain, "/me/sendMail", from("LeeG@contoso.com"), 403, "ErrorSendAsDenied"},
		{shared, "/me/sendMail", from("LeeG@contoso.com"), 202, ""},
		{shared, "/me/sendMail", from("someone@example.com"), 403, "ErrorSendAsDenied"},
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
		if got := a.send(test.path, test.body); got.status != test.status || test.code != "" && !strings.Contains(got.text, `"`+test.code+`"`) {
			t.Errorf("%s %s: got %d %s, want %d %s", test.path, test.body, got.status, got.text, test.status, test.code)
		}
	}
	a := &asker{t: t, server: s, token: plain}
	sameError(t, a.send("/me/sendMail", from("LeeG@contoso.com")), 403, readSample(t, "error_403_send_as.json"))
	a.token = s.AppToken()
	sameError(t, a.send("/users/someone@example.com/sendMail", simpleMail), 404, readSample(t, "error_404_invalid_user.json"))
	sameError(t, a.send("/users/svc-backup@contoso.com/sendMail", simpleMail), 404, readSample(t, "error_404_mailbox.json"))
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
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://graph.example.com/v1.0/me/sendMail", strings.NewReader(simpleMail))
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
			t.Errorf("%s: got %v, %v", test.name, resp, err)
		}
		if n := len(a.server.Sent()); n != test.kept || len(a.server.GraphRequests()) != 1 {
			t.Errorf("%s: %d mails kept", test.name, n)
		}
	}
}

func TestSentControl(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	if got := a.get("https://graph.example.com/_emulator/sent").ok(t); strings.TrimSpace(got.text) != "[]" {
		t.Errorf("got %s", got.text)
	}
	a.send("/me/sendMail", simpleMail)
	if got := a.get("https://graph.example.com/_emulator/sent").ok(t); !strings.Contains(got.text, `"subject":"Hi"`) || !strings.Contains(got.text, `"to":["a@b.c"]`) {
		t.Errorf("got %s", got.text)
	}
	fault := `{"method":"POST","cut":true,"afterHandling":true,"times":1}`
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://graph.example.com/_emulator/faults", strings.NewReader(fault))
	if err != nil {
		t.Fatal(err)
	}
	if got := a.do(req); got.status != http.StatusNoContent {
		t.Errorf("got %d %s", got.status, got.text)
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
			t.Errorf("%s: %s", name, resp.Status)
		}
	}
}
