package provider_test

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// file is an attachment, with changes.
func file(changes ...values) values {
	attachment := values{"name": "a.txt", "content_type": "text/plain", "content_base64": encoded("hello, world")}
	for _, change := range changes {
		maps.Copy(attachment, change)
	}
	return attachment
}

// What is compared is the message that would be sent, and not how it is written: another spelling sends no mail, in
// either direction.
func TestMail_sameMessage(t *testing.T) {
	t.Parallel()
	for name, pair := range map[string][2]values{
		"from me":          {{"from": "me"}, {"from": "ME"}},
		"no copy":          {{"cc": nil}, {"cc": []string{}}},
		"no blind copy":    {{"bcc": nil}, {"bcc": []string{}}},
		"no reply":         {{"reply_to": nil}, {"reply_to": []string{}}},
		"no headers":       {{"headers": nil}, {"headers": values{}}},
		"no attachments":   {{"attachments": nil}, withFiles()},
		"no triggers":      {{"triggers": nil}, {"triggers": values{}}},
		"no body":          {{"body": nil}, {"body": ""}},
		"body type":        {{"body_type": nil}, {"body_type": "text"}},
		"importance":       {{"importance": nil}, {"importance": "normal"}},
		"copy in Sent":     {{"save_to_sent_items": nil}, {"save_to_sent_items": true}},
		"brackets":         {{"to": []string{"ada@example.com"}}, {"to": []string{"<ada@example.com>"}}},
		"case of address":  {{"to": []string{"ada@example.com"}}, {"to": []string{"Ada@Example.com"}}},
		"quoted name":      {{"to": []string{`"A, B" <a@b.c>`}}, {"to": []string{"A, B <a@b.c>"}}},
		"order":            {{"to": []string{"a@b.c", "d@e.f"}}, {"to": []string{"d@e.f", "a@b.c"}}},
		"twice":            {{"to": []string{"a@b.c"}}, {"to": []string{"a@b.c", "a@b.c"}}},
		"case of a header": {{"headers": values{"x-a": "1"}}, {"headers": values{"X-A": "1"}}},
		"inline":           {withFiles(file()), withFiles(file(values{"is_inline": false}))},
		"case of a type":   {withFiles(file()), withFiles(file(values{"content_type": "Text/Plain"}))},
		"lines of base64":  {withFiles(file()), withFiles(file(values{"content_base64": "aGVsbG8s\nIHdvcmxk\n"}))},
		"first version":    {{}, {"content_version": 1}},
		"first version, 0": {{"attachments": []any{file()}}, {"attachments": []any{file()}, "content_version": 0}},
		"acknowledged":     {{}, {"acknowledge": true}},
		"timeout":          {{}, {"timeouts": values{"create": "1m"}}},
		"case of a sender": {
			{"sender": "AdeleV@contoso.com", "from": "adelev@contoso.com"},
			{"sender": "adelev@CONTOSO.com", "from": "AdeleV@contoso.com"},
		},
	} {
		for direction, configs := range map[string][2]values{"there": pair, "back": {pair[1], pair[0]}} {
			t.Run(name+" "+direction, func(t *testing.T) {
				t.Parallel()
				srv := graphemu.NewServer(t, graphemu.Options{})
				m := connect(t, asPerson(srv, "Mail.Send", "Mail.Send.Shared")).manage(t)
				m.apply(t, note(configs[0]))
				if text := m.apply(t, note(configs[1])); text != "" {
					t.Errorf("diagnostics = %q, want none", text)
				}
				if again := m.plan(t, note(configs[1])); again.changes {
					t.Errorf("a plan has changes after %v and %v", configs[0], configs[1])
				}
				if got := len(srv.Sent()); got != 1 {
					t.Errorf("mails = %d, want 1", got)
				}
			})
		}
	}
}

// What is another message is sent, and the plan warns of it before.
func TestMail_otherMessage(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]values{
		"name of a recipient": {"to": []string{"Ada <ada@example.com>"}},
		"removed body":        {"body": nil},
		"body with a version": {"body": "another one", "content_version": 1},
		"other sender":        {"from": "AlexW@contoso.com"},
		"content id":          {"attachments": []any{file(values{"content_id": "logo"})}},
		"inline":              {"attachments": []any{file(values{"is_inline": true})}},
		"content":             {"attachments": []any{file(values{"content_base64": encoded("other")})}},
		"one file more":       {"attachments": []any{file(), file(values{"name": "b.txt"})}},
		"no file":             {"attachments": nil},
		"header":              {"headers": values{"x-a": "1"}},
		"subject":             {"subject": "deployed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{})
			m := connect(t, asPerson(srv, "Mail.Send", "Mail.Send.Shared")).manage(t)
			first := withFiles(file())
			m.apply(t, note(first))
			p := m.plan(t, note(first, change))
			if got := strings.Count(p.text, "WARNING: Will send the mail"); got != 1 {
				t.Errorf("warnings = %d, want 1:\n%s", got, p.text)
			}
			m.carryOut(t, p, p.config)
			if got := len(srv.Sent()); got != 2 {
				t.Errorf("mails = %d, want 2", got)
			}
		})
	}
}

// With ignore_changes a CLI plans with a null body, since there is none in the state. That is not a body that was
// removed.
func TestMail_ignoreChanges(t *testing.T) {
	t.Parallel()
	before := note(withFiles(file()))
	after := note(values{"body": "other", "attachments": []any{file(values{"content_base64": encoded("other")})}})
	for name, test := range map[string]struct {
		ignored []string
		config  values
		want    int // mails
	}{
		"all":                     {[]string{"all"}, before, 1},
		"all, changed":            {[]string{"all"}, after, 1},
		"body":                    {[]string{"body"}, before, 1},
		"body, changed":           {[]string{"body"}, note(values{"body": "x", "attachments": []any{file()}}), 1},
		"body, subject changed":   {[]string{"body"}, note(values{"subject": "x", "attachments": []any{file()}}), 2},
		"attachments":             {[]string{"attachments"}, before, 1},
		"attachments, changed":    {[]string{"attachments"}, note(values{"attachments": []any{file(), file()}}), 1},
		"attachments, other body": {[]string{"attachments"}, note(values{"body": "x", "attachments": []any{file()}}), 2},
		"all contents":            {[]string{"body", "attachments", "subject"}, after, 1},
		"all contents, trigger": {
			[]string{"body", "attachments", "subject"}, note(after, values{"triggers": values{"a": "b"}}), 2,
		},
		"subject, removed body":    {[]string{"subject"}, note(values{"body": nil, "attachments": []any{file()}}), 2},
		"nothing, removed body":    {nil, note(values{"body": nil, "attachments": []any{file()}}), 2},
		"body, first version":      {[]string{"body"}, note(values{"content_version": 1, "attachments": []any{file()}}), 1},
		"computed, which is no-op": {[]string{"body_sha256"}, before, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{})
			m := connect(t, asPerson(srv)).manage(t)
			m.ignored = test.ignored
			m.apply(t, before)
			for range 3 {
				m.apply(t, test.config)
			}
			if got := len(srv.Sent()); got != test.want {
				t.Errorf("mails = %d, want %d", got, test.want)
			}
		})
	}
}

// The warning names the mail, as far as it is known.
func TestMail_warning(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	for _, test := range []struct {
		change values
		want   string
	}{
		{values{}, `the mail "Deployed" to ada@example.com`},
		{values{"cc": []string{"b@c.d", "e@f.g"}}, `the mail "Deployed" to ada@example.com and 2 more`},
		{values{"subject": unknown{}}, "a mail whose subject is not known yet to ada@example.com"},
		{values{"to": unknown{}}, `the mail "Deployed" to recipients that are not known yet`},
		{values{"cc": unknown{}}, `the mail "Deployed" to ada@example.com and others that are not known yet`},
		{values{"to": []any{unknown{}, "a@b.c"}}, `the mail "Deployed" to a@b.c and others that are not known yet`},
		{values{"acknowledge": true}, ""},
		{values{"acknowledge": false}, `the mail "Deployed" to ada@example.com`},
	} {
		want := "WARNING: Will send " + test.want + "\n"
		text := s.manage(t).plan(t, note(test.change)).text
		if test.want == "" && text != "" || test.want != "" && !strings.HasPrefix(text, want) {
			t.Errorf("warning = %q, want %q", text, want)
		}
	}
}

// An attachment that is not known as a whole, such as a variable while a configuration is validated, lacks nothing.
func TestMail_unknownAttachment(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	m := s.manage(t)
	p := m.plan(t, note(values{"attachments": []any{unknown{}, file()}}))
	if p.wire == nil || strings.Contains(p.text, "ERROR") {
		t.Fatalf("diagnostics:\n%s", p.text)
	}
	final := note(values{"attachments": []any{file(), file()}})
	if text := m.carryOut(t, p, dynamic(t, m.schema(), final)); strings.Contains(text, "ERROR") {
		t.Fatalf("diagnostics:\n%s", text)
	}
	if p := m.plan(t, final); p.changes || len(srv.Sent()) != 1 {
		t.Errorf("mails = %d, want 1; changes afterwards: %v", len(srv.Sent()), p.changes)
	}
	bare := values{"name": unknown{}, "content_type": unknown{}, "content_base64": unknown{}}
	if p := s.manage(t).plan(t, note(values{"attachments": []any{bare}})); strings.Contains(p.text, "ERROR") {
		t.Errorf("diagnostics:\n%s", p.text)
	}
}

// A picture of the body, and files of just three million bytes in base64 with line breaks.
func TestMail_attachments(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	m := connect(t, asPerson(srv)).manage(t)
	var lines strings.Builder
	for rest := encoded(strings.Repeat("x", 2_999_000)); rest != ""; {
		n := min(76, len(rest))
		lines.WriteString(rest[:n] + "\n")
		rest = rest[n:]
	}
	text := m.apply(t, note(values{"body_type": "html", "body": `<img src="cid:logo">`, "attachments": []any{
		file(values{"content_base64": lines.String()}), file(values{"content_id": "logo", "is_inline": true}),
	}}))
	if strings.Contains(text, "ERROR") || len(srv.Sent()) != 1 {
		t.Fatalf("mails = %d, want 1:\n%s", len(srv.Sent()), text)
	}
	if raw := string(srv.Sent()[0].Raw); !strings.Contains(raw, `"contentId":"logo","isInline":true`) {
		t.Errorf("the message lacks the picture: %.300s …", raw[len(raw)-300:])
	}
}

// A mail from a shared mailbox is sent by the mailbox of somebody who may.
func TestMail_sender(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv, "Mail.Send", "Mail.Send.Shared"))
	m := s.manage(t)
	if text := m.apply(t, note(values{"sender": "me", "from": "AlexW@contoso.com"})); strings.Contains(text, "ERROR") {
		t.Fatal(text)
	}
	sent := srv.Sent()
	if len(sent) != 1 || sent[0].Path != "/v1.0/me/sendMail" || sent[0].From != "AlexW@contoso.com" {
		t.Errorf("sent %+v", sent)
	}
	alone := connect(t, asPerson(srv, "Mail.Send")).manage(t)
	quiet := values{"from": "AlexW@contoso.com", "acknowledge": true}
	compareText(t, "mail_sender_denied", alone.apply(t, note(quiet, values{"sender": "me"})))
	list := s.manage(t)
	compareText(t, "mail_sender_unknown", list.apply(t, note(quiet, values{"sender": "nobody@contoso.com"})))
	if alone.kept(t) != nil || list.kept(t) != nil {
		t.Error("a mail that was refused is in the state")
	}
}

// A mail that waits for its turn has a timeout of its own, and was not sent when that passes.
func TestMail_waitsInVain(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	srv.Fail(graphemu.Slow(3 * time.Second).AtMost(1))
	config := asPerson(srv)
	config["max_concurrent_requests"] = 1
	s := connect(t, config)
	read := make(chan string, 1)
	go func() {
		_, text := s.read(t, "graph_me", values{})
		read <- text
	}()
	for len(srv.GraphRequests()) == 0 {
		<-time.After(time.Millisecond)
	}
	m := s.manage(t)
	text := m.apply(t, note(values{"timeouts": values{"create": "0.2s"}, "acknowledge": true}))
	compareText(t, "mail_waits_in_vain", text)
	if text := <-read; text != "" || m.kept(t) != nil || len(srv.Sent()) != 0 {
		t.Errorf("read %q, state %v, mails = %d, want none", text, m.kept(t), len(srv.Sent()))
	}
}

// A sender who turns out to be null at apply is not the signed-in person.
func TestMail_nullSenderAtApply(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	m := connect(t, asPerson(srv)).manage(t)
	for _, name := range []string{"from", "sender"} {
		p := m.plan(t, note(values{name: unknown{}}))
		text := m.carryOut(t, p, dynamic(t, m.schema(), note(values{"from": nil, "sender": nil})))
		if !strings.Contains(text, `ERROR at AttributeName("from")`) || !strings.Contains(text, "No mail was sent.") {
			t.Errorf("%s: diagnostics:\n%s", name, text)
		}
	}
	if got := len(srv.GraphRequests()); got != 0 {
		t.Errorf("requests = %d, want 0", got)
	}
}

// Without a connection to Graph nothing was sent.
func TestMail_noConnection(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	m := connect(t, asPerson(srv)).manage(t)
	srv.Close()
	text := m.apply(t, note())
	if !strings.Contains(text, "The connection failed") || !strings.Contains(text, "No mail was sent.") {
		t.Errorf("diagnostics:\n%s", text)
	}
	if m.kept(t) != nil {
		t.Error("a mail that was not sent is in the state")
	}
}

// sendForty sends forty mails at once.
func sendForty(t *testing.T, s *rpc) {
	t.Helper()
	var mails sync.WaitGroup
	for range 40 {
		m := s.manage(t)
		mails.Go(func() {
			if text := m.apply(t, note(values{"acknowledge": true})); text != "" {
				t.Errorf("diagnostics = %q, want none", text)
			}
		})
	}
	mails.Wait()
}

// Many mails share a connection, over HTTP/2 as Graph speaks it.
func TestMail_oneConnection(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewTLSServer(t, graphemu.Options{})
	authorities := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authorities, srv.CACertificatePEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	config := asPerson(srv)
	config["ca_certificate_file"] = authorities
	sendForty(t, connect(t, config))
	clients := map[string]bool{}
	for _, req := range srv.GraphRequests() {
		clients[req.Remote] = true
	}
	if sent := len(srv.Sent()); sent != 40 || len(clients) != 1 {
		t.Errorf("mails = %d over %d connections, want 40 over 1", sent, len(clients))
	}
}

// When Graph throttles one of many mails, the others wait too.
func TestMail_throttled(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	srv.Fail(graphemu.Throttle("0.3").AtMost(8))
	sendForty(t, connect(t, asPerson(srv)))
	// Eight are in flight at once, so that the first refusals come together.
	if sent, asked := len(srv.Sent()), len(srv.GraphRequests()); sent != 40 || asked != 48 {
		t.Errorf("mails = %d in %d requests, want 40 in 48", sent, asked)
	}
}

// A time in which nothing can be sent is refused.
func TestMail_noTime(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	for _, limit := range []string{"0s", "-5m"} {
		p := s.manage(t).plan(t, note(values{"timeouts": values{"create": limit}}))
		_, text := s.invoke(t, note(values{"timeouts": values{"invoke": limit}}))
		compareText(t, "mail_no_time_"+limit, p.text+text)
	}
}

func TestMail_import(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	req := &tfprotov6.ImportResourceStateRequest{TypeName: "graph_mail", ID: "42"}
	resp, err := s.server.ImportResourceState(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	compareText(t, "mail_import", textOf(resp.Diagnostics))
}
