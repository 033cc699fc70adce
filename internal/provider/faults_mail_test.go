package provider_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// mailFaults returns the faults of a mail. Each occurs before the service has the mail and, if it is not a refusal,
// behind that, when the mail is sent although its sender gets an error.
func mailFaults(t *testing.T) []fault {
	t.Helper()
	html := func(f fault) bool { return f.name == "200, HTML" || f.name == "200, an error" }
	success := slices.DeleteFunc(successFaults(), func(f fault) bool { return !html(f) })
	var faults []fault
	for _, f := range slices.Concat(errorFaults(graphProblem(t)), success, networkFaults()) {
		if f.status != http.StatusTooManyRequests {
			f.verdict = refused // What may have been sent is not repeated.
		}
		early := f
		early.name, early.unhandled = f.name+", not handled", true
		faults = append(faults, early)
		connected := f.name != "no connection" && f.name != "no name"
		if connected && (f.status == 0 && !html(f) || f.status >= http.StatusInternalServerError) {
			faults = append(faults, f)
		}
	}
	return faults
}

// TestFaults_mail is the matrix of mails: each meets each fault, once and for ever. It is sent at most once, and an
// error that denies that is right.
func TestFaults_mail(t *testing.T) {
	t.Parallel()
	schemas := newRPC(t).schemas
	faults := mailFaults(t)
	mail := note(values{"acknowledge": true})
	for name, send := range map[string]func(t *testing.T, s *rpc) string{
		"resource": func(t *testing.T, s *rpc) string { t.Helper(); return s.manage(t).apply(t, mail) },
		"action": func(t *testing.T, s *rpc) string {
			t.Helper()
			_, text := s.invoke(t, override(mail, values{"from": "AdeleV@contoso.com"}))
			return text
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := newUnconnected()
				n := newNetwork(srv.Transport())
				s := connectOver(t, n, schemas, values{"access_token": srv.PersonToken("")})
				if text := send(t, s); text != "" || len(srv.Sent()) != 1 {
					t.Fatalf("without faults: got %s and %d mails, want one mail", text, len(srv.Sent()))
				}
				request := n.arrived[0]
				for _, f := range faults {
					srv.Reset()
					n.script(map[string][]fault{request: {f}}, nil)
					checkMail(t, f, send(t, s), n.count[request], len(srv.Sent()))
					srv.Reset()
					n.script(nil, map[string]fault{request: f})
					start := time.Now()
					text := send(t, s)
					if f.verdict == passes {
						f.verdict = refused // It does not pass now.
						n.count[request] = 1
					}
					checkMail(t, f, text, n.count[request], len(srv.Sent()))
					if took := time.Since(start); took > 5*time.Minute {
						t.Errorf("%s: took %s, want at most the timeout", f.name, took)
					}
				}
				t.Logf("%d cells", 2*len(faults))
			})
		})
	}
}

// checkMail checks what became of a mail that has met a fault: the text of the diagnostics, the requests, and how many
// mails were sent.
func checkMail(t *testing.T, f fault, text string, requests, sent int) {
	t.Helper()
	const denied, open = "No mail was sent", "may have been sent"
	most := 1
	if f.verdict == passes {
		most = 2
	}
	if sent > 1 || requests > most {
		t.Errorf("%s: %d mails in %d requests, want at most 1 in %d", f.name, sent, requests, most)
	}
	switch {
	case text == "":
		if sent != 1 {
			t.Errorf("%s: got no error and %d mails, want one", f.name, sent)
		}
	case f.verdict == passes, !f.isClear(text), strings.Contains(text, denied) == strings.Contains(text, open):
		t.Errorf("%s: got %s, want a mail or one clear error", f.name, text)
	case strings.Contains(text, denied) && sent > 0:
		t.Errorf("%s: got %s, but %d mails were sent", f.name, text, sent)
	}
}
