package provider_test

import (
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// TestConfigure_whoseData checks what a block says about whose data is meant, against an exported token of a person and
// an exported secret of the application.
func TestConfigure_whoseData(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	const other = "11111111-2222-3333-4444-555555555555"
	t.Setenv("GRAPH_ACCESS_TOKEN", srv.PersonToken(""))
	t.Setenv("ARM_TENANT_ID", graphemu.TenantID)
	t.Setenv("ARM_CLIENT_ID", graphemu.ClientID)
	t.Setenv("ARM_CLIENT_SECRET", graphemu.ClientSecret)
	const person, application = "", "an application is signed in"
	for name, c := range map[string]struct {
		block values
		want  string // in the text of a read of the signed-in person
	}{
		"nothing":             {values{}, person},
		"empty tenant":        {values{"tenant_id": ""}, person},
		"blank tenant":        {values{"tenant_id": " \t"}, person},
		"null tenant":         {values{"tenant_id": nil}, person},
		"tenant":              {values{"tenant_id": graphemu.TenantID}, application},
		"domain of a tenant":  {values{"tenant_id": graphemu.TenantDomain}, application},
		"cloud":               {values{"environment": "public"}, application},
		"client":              {values{"client_id": graphemu.ClientID}, application},
		"tenant and method":   {values{"tenant_id": graphemu.TenantID, "auth_method": "access_token"}, person},
		"written token":       {values{"tenant_id": graphemu.TenantID, "access_token": srv.PersonToken("")}, person},
		"token of another":    {values{"tenant_id": other, "access_token": srv.PersonToken("")}, other},
		"exported of another": {values{"tenant_id": other, "auth_method": "access_token"}, "GRAPH_ACCESS_TOKEN"},
		"unknown tenant":      {values{"tenant_id": unknown{}}, "known only at apply"},
		"unknown token":       {values{"access_token": unknown{}}, "known only at apply"},
	} {
		config := override(values{"graph_endpoint": srv.URL, "authority_host": srv.URL}, c.block)
		s := newRPC(t)
		text := s.configure(t, config)
		if text == "" {
			_, text = s.read(t, "graph_me", values{})
		}
		if c.want == person && text != "" || !strings.Contains(text, c.want) {
			t.Errorf("%s: got %q, want %q", name, text, c.want)
		}
	}
}
