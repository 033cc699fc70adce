package provider_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// authorityProblem returns the body that the authority has for a status.
func authorityProblem(status int) string {
	return fmt.Sprintf(`{"error":"temporarily_unavailable","error_description":"AADSTS90033: A service fails with %d.",`+
		`"error_codes":[90033],"trace_id":"t","correlation_id":"c","timestamp":"2026-01-15 10:00:00Z"}`, status)
}

// TestFaults_token is the matrix of the token: a sign-in meets each fault, once and for ever. The read has all its data
// or one clear error, in the time that a sign-in has, and Graph is asked with a token only.
func TestFaults_token(t *testing.T) {
	t.Parallel()
	schemas := newRPC(t).schemas
	faults := slices.Concat(errorFaults(authorityProblem), successFaults(), networkFaults())
	cells := 0
	synctest.Test(t, func(t *testing.T) {
		srv := newUnconnected()
		n := newNetwork(srv.Transport())
		for _, f := range faults {
			if f.status == 0 {
				f.verdict = passes // A success without a token passes too.
			}
			if f.verdict == renewed {
				f.verdict = refused
			}
			for _, always := range []bool{false, true} {
				cells++
				signIn(t, connectOver(t, n, schemas, values{
					"tenant_id": graphemu.TenantID, "client_id": graphemu.ClientID, "client_secret": graphemu.ClientSecret,
					"scope": "https://graph.microsoft.com/.default",
				}), n, f, always)
			}
		}
	})
	t.Logf("%d cells", cells)
}

// signIn reads with a fault of the first request for a token, or of all.
func signIn(t *testing.T, s *rpc, n *network, f fault, always bool) {
	t.Helper()
	asked := 0
	n.script(nil, nil)
	n.tokens = func() *fault {
		if asked++; always || asked == 1 {
			return &f
		}
		return nil
	}
	start := time.Now()
	result, text := s.readEncoded(t, "graph_users", values{"all": true, "limit": 1})
	took := time.Since(start)
	switch wantData := f.verdict == passes && !always; {
	case wantData && (text != "" || result == nil):
		t.Errorf("%s, once: got %s, want all data", f.name, text)
	case !wantData && (!f.isClear(text) || !strings.Contains(text, "Cannot sign in")):
		t.Errorf("%s, always %v: got %s, want one clear error", f.name, always, text)
	case !wantData && len(n.arrived) > 1:
		t.Errorf("%s, always %v: Graph was asked without a token", f.name, always)
	}
	if most := 4; asked > most || f.verdict == refused && asked > 1 || took > 31*time.Second {
		t.Errorf("%s, always %v: %d requests in %s, want at most %d in 31s", f.name, always, asked, took, most)
	}
}
