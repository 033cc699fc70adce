package graph

import "testing"

// A permission that is missing is an answer of Graph. The page of a proxy and a refused token are none.
func TestPing(t *testing.T) {
	t.Parallel()
	const denied = `{"error":{"code":"Authorization_RequestDenied","message":"Insufficient privileges."}}`
	for name, test := range map[string]struct {
		status    int
		body      string
		media     string
		challenge string
		ok        bool
	}{
		"tenant":        {200, `{"value":[{"id":"a"}]}`, "application/json", "", true},
		"no permission": {403, denied, "application/json", "", true},
		"challenge": {
			403, denied, "application/json", `Bearer error="insufficient_claims", claims="e30="`, false,
		},
		"refused by a proxy": {403, "<html>Blocked</html>", "text/html", "", false},
		"page of a proxy":    {200, "<html>Sign in</html>", "text/html", "", false},
		"refused token":      {401, `{"error":{"code":"InvalidAuthenticationToken"}}`, "application/json", "", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			answer := reply(test.status, test.body, "Content-Type", test.media, "WWW-Authenticate", test.challenge)
			graph := newServer(answer, answer)
			err := newClient(t, graph).Ping(t.Context())
			if (err == nil) != test.ok {
				t.Errorf("error = %v, want none: %v", err, test.ok)
			}
			if got := graph.uris()[0]; got != "/v1.0/organization?$select=id" {
				t.Errorf("request = %s, want the id of the tenant only", got)
			}
		})
	}
}
