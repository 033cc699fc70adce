package provider_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
)

// pagesExpire is Graph forgetting up to which object a list was read.
var pagesExpire = graphemu.Fault{
	Match:  func(r *http.Request) bool { return strings.Contains(r.URL.RawQuery, "skiptoken") },
	Status: http.StatusBadRequest,
	Body: `{"error":{"code":"Directory_ExpiredPageToken","message":"The specified page token value has expired and can ` +
		`no longer be included in your request."}}`,
}

// TestExpiredPages checks that a list whose second or later page has expired is read from its start, once, without
// duplicates.
func TestExpiredPages(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		source string
		config values
	}{
		"users": {"graph_users", values{"all": true}},
		"managers": {"graph_users", values{
			"filter": "accountEnabled eq true", "advanced_query": true, "include_manager": true,
		}},
		"parallel":    {"graph_users", values{"all": true, "parallel": true}},
		"groups":      {"graph_groups", values{"all": true}},
		"members":     {"graph_group_members", values{"group": directory.EverybodyID, "transitive": true}},
		"memberships": {"graph_memberships", values{"user": "AdeleV@contoso.com", "transitive": true}},
		"reports":     {"graph_direct_reports", values{"user": "MiriamG@contoso.com"}},
		"query":       {"graph_query", values{"path": "/users", "query": values{"$orderby": "displayName"}}},
		"selected":    {"graph_query", values{"path": "/groups", "select": []any{"id", "displayName"}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			options := graphemu.Options{Users: 5, MaxPageSize: 2}
			if name == "parallel" {
				options = graphemu.Options{Users: 6000, MaxPageSize: 999} // As many as are divided.
			}
			srv := graphemu.NewServer(t, options)
			s := connect(t, asApplication(srv))
			want := s.mustRead(t, c.source, c.config)
			pages := len(srv.GraphRequests())

			srv.Reset()
			srv.Fail(pagesExpire.AtMost(1))
			if diff := cmp.Diff(want, s.mustRead(t, c.source, c.config)); diff != "" {
				t.Errorf("the result differs (-want +got):\n%s", diff)
			}
			if got := len(srv.GraphRequests()); got <= pages || got > 2*pages {
				t.Errorf("requests = %d, want more than %d and at most twice as many", got, pages)
			}

			srv.Reset()
			srv.Fail(pagesExpire)
			result, text := s.read(t, c.source, c.config)
			if result != nil || !strings.Contains(text, "could not be read to its end") {
				t.Errorf("result %v, diagnostics %s, want an error", result, text)
			}
			if name == "users" {
				compareText(t, "pages_expired", text)
			}
		})
	}
}
