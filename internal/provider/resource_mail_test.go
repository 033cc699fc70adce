package provider_test

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// planted is a text that must not get anywhere but into the mail.
const planted = "the secret 0xC0FFEE"

// letter is the configuration of a mail with all that one can have.
func letter(changes ...values) values {
	config := values{
		"from": "me",
		"to":   []string{"ada@example.com", "Zoë Müller <zoe.mueller@contoso.com>"}, "cc": []string{"cc@example.com"},
		"bcc": []string{"bcc@example.com"}, "reply_to": []string{"answers@example.com"},
		"subject": "Grüße", "body": "<p>" + planted + "</p>", "body_type": "html", "importance": "high",
		"headers": values{"x-change": "CHG1", "X-A": "b"}, "save_to_sent_items": false,
		"attachments": []any{values{
			"name": "a.bin", "content_type": "application/octet-stream", "content_base64": encoded(planted + "\x00\xff"),
		}},
	}
	for _, change := range changes {
		maps.Copy(config, change)
	}
	return config
}

func encoded(content string) string { return base64.StdEncoding.EncodeToString([]byte(content)) }

// note is the shortest mail.
func note(changes ...values) values {
	config := values{"from": "me", "to": []string{"ada@example.com"}, "subject": "Deployed", "body": planted}
	for _, change := range changes {
		maps.Copy(config, change)
	}
	return config
}

const letterMessage = `{
	"subject": "Grüße", "importance": "high",
	"body": {"contentType": "html", "content": "<p>the secret 0xC0FFEE</p>"},
	"toRecipients": [
		{"emailAddress": {"address": "ada@example.com"}},
		{"emailAddress": {"address": "zoe.mueller@contoso.com", "name": "Zoë Müller"}}
	],
	"ccRecipients": [{"emailAddress": {"address": "cc@example.com"}}],
	"bccRecipients": [{"emailAddress": {"address": "bcc@example.com"}}],
	"replyTo": [{"emailAddress": {"address": "answers@example.com"}}],
	"internetMessageHeaders": [{"name": "X-A", "value": "b"}, {"name": "x-change", "value": "CHG1"}],
	"attachments": [{
		"@odata.type": "#microsoft.graph.fileAttachment", "name": "a.bin", "contentType": "application/octet-stream",
		"contentBytes": "dGhlIHNlY3JldCAweEMwRkZFRQD/"
	}]
}`

// isLetter wants exactly one mail, with every byte of the letter.
func isLetter(t *testing.T, srv *graphemu.TestServer) {
	t.Helper()
	sent := srv.Sent()
	if len(sent) != 1 || len(srv.GraphRequests()) != 1 {
		t.Fatalf("%d mails in %d requests", len(sent), len(srv.GraphRequests()))
	}
	var got, want any
	if err := json.Unmarshal(sent[0].Raw, &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(letterMessage), &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" || sent[0].SaveToSentItems {
		t.Errorf("saved %v, %s", sent[0].SaveToSentItems, diff)
	}
}

func TestMail_everything(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	m := connect(t, asPerson(srv)).manage(t)
	before := time.Now().Add(-time.Second)
	compareText(t, "mail_warning", m.apply(t, letter()))
	isLetter(t, srv)
	if path := srv.Sent()[0].Path; path != "/v1.0/me/sendMail" {
		t.Error(path)
	}
	if !strings.Contains(string(srv.GraphRequests()[0].Body), `"saveToSentItems":false`) {
		t.Error("save_to_sent_items is no Boolean")
	}
	state := m.kept(t)
	sentAt, err := time.Parse(time.RFC3339, state["sent_at"].(string))
	if err != nil || sentAt.Before(before) || !strings.HasSuffix(state["sent_at"].(string), "Z") {
		t.Errorf("sent_at = %v, want the time of the request in UTC", state["sent_at"])
	}
	if id := state["id"].(string); len(id) != 36 {
		t.Errorf("id = %q, want the id of the request", id)
	}
	text := m.state.String()
	if strings.Contains(text, planted) || strings.Contains(text, encoded(planted)[:20]) || state["body"] != nil {
		t.Errorf("the state holds the content: %s", text)
	}
}

func TestMail_fromAnother(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	m := connect(t, asApplication(srv)).manage(t)
	m.apply(t, note(values{"from": "o'brien@contoso.com"}))
	sent := srv.Sent()
	if len(sent) != 1 || sent[0].Path != "/v1.0/users/o'brien@contoso.com/sendMail" {
		t.Fatalf("sent %+v, want one mail of o'brien", sent)
	}
	if !sent[0].SaveToSentItems || sent[0].BodyType != "text" {
		t.Errorf("sent %+v, want the defaults", sent[0])
	}
	body := string(srv.GraphRequests()[0].Body)
	if strings.Contains(body, "saveToSentItems") || strings.Contains(body, "sender") {
		t.Errorf("body = %s, want no saveToSentItems and no sender", body)
	}
}

// Each step is one run after the other; want is the number of mails that it sends.
func TestMail_sentAgain(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	m := connect(t, asPerson(srv)).manage(t)
	file := func(name, content string) values {
		return values{"attachments": []any{
			values{"name": name, "content_type": "text/plain", "content_base64": encoded(content)},
		}}
	}
	for _, step := range []struct {
		name   string
		config values
		want   int
	}{
		{"the first", note(), 1},
		{"the same", note(), 0},
		{"trigger", note(values{"triggers": values{"release": "1"}}), 1},
		{"same trigger", note(values{"triggers": values{"release": "1"}}), 0},
		{"other trigger", note(values{"triggers": values{"release": "2"}}), 1},
		{"subject", note(values{"subject": "Deployed again"}), 1},
		{"body", note(values{"body": "other"}), 1},
		{"same body", note(values{"body": "other"}), 0},
		{"sent items", note(values{"body": "other", "save_to_sent_items": false}), 0},
		{"timeout", note(values{"body": "other", "timeouts": values{"create": "1m"}}), 0},
		{"recipient", note(values{"cc": []string{"cc@example.com"}}), 1},
		{"attachment", note(file("a.txt", "a")), 1},
		{"same attachment", note(file("a.txt", "a")), 0},
		{"content of it", note(file("a.txt", "b")), 1},
		{"name of it", note(file("b.txt", "b")), 1},
		{"version", note(values{"content_version": 1}), 1},
		{"another content", note(values{"content_version": 1, "body": "ephemeral"}), 0},
		{"another version", note(values{"content_version": 2, "body": "ephemeral"}), 1},
	} {
		before := len(srv.Sent())
		planned := m.plan(t, step.config)
		text := m.apply(t, step.config)
		if got := len(srv.Sent()) - before; got != step.want {
			t.Errorf("%s: mails = %d, want %d\n%s", step.name, got, step.want, text)
		}
		warnings := strings.Count(planned.text, "WARNING: Will send the mail")
		if warnings != step.want || strings.Contains(text, "ERROR") {
			t.Errorf("%s: warnings = %d, want %d\n%s", step.name, warnings, step.want, text)
		}
		if again := m.plan(t, step.config); again.changes || again.text != "" {
			t.Errorf("%s: the plan is not empty afterwards: %s", step.name, again.text)
		}
	}
	if kept := m.kept(t); kept["body_sha256"] != nil || kept["attachments_sha256"] != nil {
		t.Errorf("hashes %v and %v are kept in spite of the version", kept["body_sha256"], kept["attachments_sha256"])
	}
}

func TestMail_unknownUntilApply(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	m := connect(t, asPerson(srv)).manage(t)
	p := m.plan(t, note(values{"to": unknown{}, "body": unknown{}, "attachments": unknown{}}))
	if len(srv.GraphRequests()) != 0 || !strings.Contains(p.text, "recipients that are not known yet") {
		t.Fatal(p.text)
	}
	if text := m.carryOut(t, p, dynamic(t, m.schema(), note())); text != "" || len(srv.Sent()) != 1 {
		t.Fatal(text)
	}
	if again := m.plan(t, note()); again.changes {
		t.Error("the plan is not empty afterwards")
	}
	p = m.plan(t, note(values{"to": unknown{}}))
	noAddress := dynamic(t, m.schema(), note(values{"to": []string{"ada"}}))
	compareText(t, "mail_address_at_apply", m.carryOut(t, p, noAddress))
	late := file(values{"content_base64": unknown{}})
	p = m.plan(t, note(values{"attachments": []any{late}}))
	bad := note(values{"attachments": []any{file(values{"content_base64": "?"})}})
	compareText(t, "mail_base64_at_apply", m.carryOut(t, p, dynamic(t, m.schema(), bad)))
	if got := len(srv.Sent()); got != 1 {
		t.Errorf("mails = %d, want 1", got)
	}
}

// An ephemeral body may differ between plan and apply. The plan names no hash then, which a CLI would hold the apply
// to.
func TestMail_anotherBodyThanPlanned(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	m := connect(t, asPerson(srv)).manage(t)
	other := note(values{"body": "ephemeral"})
	text := m.carryOut(t, m.plan(t, note()), dynamic(t, m.schema(), other))
	if strings.Contains(text, "ERROR") || len(srv.Sent()) != 1 || srv.Sent()[0].Body != "ephemeral" {
		t.Fatalf("sent %+v, want the body of the apply:\n%s", srv.Sent(), text)
	}
	if again := m.plan(t, other); again.changes {
		t.Error("what was sent is not what was kept")
	}
}

// What arrived, what the state holds and what the text says agree for each failure, before Graph takes the mail and
// after. What may have been sent is kept, so that a person can say that it was.
func TestMail_atMostOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault      graphemu.Fault
		mails, all int // mails that were sent, and requests that were made
		uncertain  bool
	}{
		"504":          {graphemu.Status(504), 0, 1, true},
		"504_late":     {graphemu.Status(504).Late(), 1, 1, true},
		"cut":          {graphemu.Cut(), 0, 1, true},
		"cut_late":     {graphemu.Cut().Late(), 1, 1, true},
		"503":          {graphemu.Unavailable(503, "1"), 0, 1, true},
		"out_of_time":  {graphemu.Slow(time.Minute), 0, 1, true},
		"500":          {graphemu.Status(500), 0, 1, true},
		"500_late":     {graphemu.Status(500).Late(), 1, 1, true},
		"502_late":     {graphemu.HTML(502).Late(), 1, 1, true},
		"401":          {graphemu.Status(401), 0, 1, false},
		"400":          {graphemu.Status(400), 0, 1, false},
		"408":          {graphemu.Status(408), 0, 1, false},
		"429":          {graphemu.Throttle("0.01").AtMost(2), 1, 3, false},
		"202_waiting":  {graphemu.Unavailable(202, "60").Late(), 1, 1, false},
		"429_too_long": {graphemu.Throttle("60"), 0, 1, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{})
			srv.Fail(c.fault)
			m := connect(t, asPerson(srv)).manage(t)
			text := m.apply(t, note(values{"timeouts": values{"create": "2s"}}))
			compareText(t, "mail_"+name, text)
			if sent, asked := len(srv.Sent()), len(srv.GraphRequests()); sent != c.mails || asked != c.all {
				t.Errorf("%d mails in %d requests", sent, asked)
			}
			if kept := m.kept(t) != nil; kept != (c.uncertain || c.mails == 1) {
				t.Errorf("the state holds the mail: %v, want %v, after:\n%s", kept, !kept, text)
			}
			maybe, no := strings.Contains(text, "may have been sent"), strings.Contains(text, "No mail was sent")
			if maybe != c.uncertain || no != (c.mails == 0 && !c.uncertain) {
				t.Errorf("the text says something else than happened to %d mails:\n%s", c.mails, text)
			}
		})
	}
}

func TestMail_refused(t *testing.T) {
	t.Parallel()
	refused := func(status int, code, message string) graphemu.Fault {
		return graphemu.Fault{Status: status, Body: `{"error":{"code":"` + code + `","message":"` + message + `"}}`}
	}
	for name, fault := range map[string]graphemu.Fault{
		"recipients": refused(400, "ErrorInvalidRecipients", "At least one recipient is not valid."),
		"malformed":  refused(400, "RequestBodyRead", "The property 'x' does not exist."),
		"send_as": refused(403, "ErrorSendAsDenied", "The user account which was used to submit this request does not "+
			"have the right to send mail on behalf of the specified sending account."),
		"access":  refused(403, "ErrorAccessDenied", "Access is denied. Check credentials and try again."),
		"blocked": refused(403, "ErrorMessageSubmissionBlocked", "Cannot send mail."),
		"no_mailbox": refused(404, "MailboxNotEnabledForRESTAPI",
			"The mailbox is either inactive, soft-deleted, or is hosted on-premise."),
		"no_user":   refused(404, "ErrorInvalidUser", "The requested user 'nobody@contoso.com' is invalid."),
		"too_large": {Status: 413, HTML: true},
		"proxy":     graphemu.HTML(200),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{})
			srv.Fail(fault)
			m := connect(t, asApplication(srv)).manage(t)
			p := m.plan(t, note(values{"from": graphemu.PersonUPN}))
			compareText(t, "mail_refused_"+name, m.carryOut(t, p, p.config))
			if m.kept(t) != nil {
				t.Error("it is in the state")
			}
		})
	}
}

func TestMail_meAsApplication(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	m := connect(t, asApplication(srv)).manage(t)
	p := m.plan(t, note())
	compareText(t, "mail_me_as_application", m.carryOut(t, p, p.config))
}

// badMails are refused at plan, for the resource and for the action. The diagnostic has the attribute in want.
var badMails = map[string]struct {
	change values
	want   string
}{
	"no_recipient":  {values{"to": []string{}}, `AttributeName("to")`},
	"no_at":         {values{"to": []string{"ada@example.com", "ada"}}, `AttributeName("to").ElementKeyInt(1)`},
	"two_in_one":    {values{"cc": []string{"a@b.c, d@e.f"}}, `AttributeName("cc")`},
	"reply_to":      {values{"reply_to": []string{"@"}}, `AttributeName("reply_to")`},
	"body_type":     {values{"body_type": "markdown"}, `AttributeName("body_type")`},
	"importance":    {values{"importance": "urgent"}, `AttributeName("importance")`},
	"header":        {values{"headers": values{"Subject": "x"}}, `AttributeName("headers")`},
	"base64":        {withFiles(file(values{"content_base64": "not base64"})), `AttributeName("content_base64")`},
	"attachments":   {withFiles(large, large, large, large), `AttributeName("attachments")`},
	"large_body":    {values{"body": strings.Repeat("x", 5<<20)}, `AttributeName("body")`},
	"null_from":     {values{"from": nil}, `AttributeName("from")`},
	"name_in_from":  {values{"from": "Releases <releases@contoso.com>"}, `AttributeName("from")`},
	"id_for_sender": {values{"sender": "me", "from": "87d349ed-44d7-43e1-9a83-5f2406dee5bd"}, `AttributeName("from")`},
	"me_for_sender": {values{"sender": "ada@example.com", "from": "me"}, `AttributeName("from")`},
	"blank_sender":  {values{"sender": " "}, `AttributeName("sender")`},
	"two_lines":     {values{"subject": "x\r\nBcc: eve@example.com"}, `AttributeName("subject")`},
	"header_lines":  {values{"headers": values{"x-a": "1\r\nBcc: eve@example.com"}}, `AttributeName("headers")`},
	"header_twice":  {values{"headers": values{"x-a": "1", "X-A": "2"}}, `AttributeName("headers")`},
	"six_headers": {
		values{"headers": values{"x-1": "", "x-2": "", "x-3": "", "x-4": "", "x-5": "", "x-6": ""}},
		`AttributeName("headers")`,
	},
	"name_lines":   {values{"to": []string{"Ada\nLovelace <ada@example.com>"}}, `AttributeName("to")`},
	"null_file":    {withFiles(nil), `AttributeName("attachments").ElementKeyInt(0)`},
	"file_name":    {withFiles(file(values{"name": nil})), `AttributeName("name")`},
	"file_type":    {withFiles(file(values{"content_type": nil})), `AttributeName("content_type")`},
	"file_content": {withFiles(file(values{"content_base64": nil})), `AttributeName("content_base64")`},
	"empty_from":   {values{"from": ""}, `AttributeName("from")`},
	"large_unknown": {
		withFiles(large, file(values{"content_base64": unknown{}}), large, large, large), `AttributeName("attachments")`,
	},
}

var large = values{"name": "a.bin", "content_type": "b/c", "content_base64": encoded(strings.Repeat("x", 1e6))}

func withFiles(attachments ...any) values { return values{"attachments": attachments} }

func TestMail_badInput(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	for name, bad := range badMails {
		p := s.manage(t).plan(t, note(bad.change))
		_, text := s.invoke(t, note(bad.change))
		if p.wire != nil || !strings.Contains(p.text, bad.want) || p.text != text {
			t.Errorf("%s: want %s in\n%s\n%s", name, bad.want, p.text, text)
		}
		compareText(t, "mail_bad_"+name, p.text)
	}
	if n := len(srv.Requests()); n != 0 {
		t.Errorf("requests = %d, want 0", n)
	}
}
