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
	progress, text := connect(t, asPerson(srv)).invoke(t, "graph_send_mail", letter())
	compareText(t, "send_mail_warning", text)
	isLetter(t, srv)
	if len(progress) != 2 || progress[0] != `Sending "Grüße" to 4 recipients` || !strings.HasPrefix(progress[1], "Accepted by Microsoft Graph, request-id ") {
		t.Errorf("%q", progress)
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
			progress, text := connect(t, asPerson(srv)).invoke(t, "graph_send_mail", note(values{"timeouts": values{"invoke": "2s"}, "acknowledge": true}))
			if text != "" {
				compareText(t, "send_mail_"+name, text)
			}
			if sent, asked := len(srv.Sent()), len(srv.GraphRequests()); sent != c.mails || asked != c.all || !slices.Contains(progress, `Sending "Deployed" to 1 recipient`) {
				t.Errorf("%d mails in %d requests, %q", sent, asked, progress)
			}
		})
	}
}
