package provider_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

func TestSendMail(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	progress, text := connect(t, asPerson(srv)).invoke(t, letter())
	compareText(t, "send_mail_warning", text)
	isLetter(t, srv)
	const first, second = `Sending "Grüße" to 4 recipients`, "Accepted by Microsoft Graph, request-id "
	if len(progress) != 2 || progress[0] != first || !strings.HasPrefix(progress[1], second) {
		t.Errorf("progress = %q, want %q and %q", progress, first, second+"…")
	}
}

func TestSendMail_atMostOnce(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault      graphemu.Fault
		mails, all int
	}{
		"504_late":     {graphemu.Status(504).Late(), 1, 1},
		"cut":          {graphemu.Cut(), 0, 1},
		"429":          {graphemu.Throttle("0.01").AtMost(1), 1, 2},
		"429_too_long": {graphemu.Throttle("60"), 0, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{})
			srv.Fail(c.fault)
			config := note(values{"timeouts": values{"invoke": "2s"}, "acknowledge": true})
			progress, text := connect(t, asPerson(srv)).invoke(t, config)
			if text != "" {
				compareText(t, "send_mail_"+name, text)
			}
			if sent, asked := len(srv.Sent()), len(srv.GraphRequests()); sent != c.mails || asked != c.all {
				t.Errorf("mails = %d in %d requests, want %d in %d", sent, asked, c.mails, c.all)
			}
			if want := `Sending "Deployed" to 1 recipient`; !slices.Contains(progress, want) {
				t.Errorf("progress = %q, want %q", progress, want)
			}
		})
	}
}
