package provider_test

import (
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/tenant"
)

// Each mail that a failed sign-in stops says that it was not sent, also where another error explains the failure.
func TestMail_cannotSignIn(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, override(asApplication(srv), values{"client_secret": "wrong"}))
	for i, explained := range []string{"AADSTS7000215", "as another error of this run says"} {
		m := s.manage(t)
		text := m.apply(t, note(values{"acknowledge": true}))
		if !strings.Contains(text, "No mail was sent.") || !strings.Contains(text, explained) {
			t.Errorf("mail %d: got %q, want that it was not sent, and %q", i+1, text, explained)
		}
		if m.kept(t) != nil {
			t.Errorf("mail %d is in the state, want none", i+1)
		}
	}
}

// A mail is not called uncertain because what was issued as a token can be in no header.
func TestMail_notToken(t *testing.T) {
	tn := tenant.New(t, graphemu.Options{})
	t.Setenv("PATH", tn.AzureCLI(t, tenant.AzureToken("to ken")))
	m := connect(t, tenantConfig(tn, values{"client_id": nil, "use_cli": true})).manage(t)
	text := m.apply(t, note(values{"acknowledge": true}))
	if !strings.Contains(text, "No mail was sent.") || !strings.Contains(text, "characters that no token has") {
		t.Errorf("got %q, want that it was not sent, and why", text)
	}
	if got := len(tn.GraphRequests()); got != 0 || m.kept(t) != nil {
		t.Errorf("requests = %d, state %v, want none", got, m.kept(t))
	}
}
