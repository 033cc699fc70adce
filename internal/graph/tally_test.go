package graph

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestTally checks what is counted, and that progress is logged with each tenth page and after ten seconds.
func TestTally(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		logger, lines := newLogger(t)
		graph := &server{respond: func(n int, _ *http.Request) (*http.Response, error) {
			switch n {
			case 12: // The twelfth page comes ten seconds after the last line.
				return response(429, throttledBody, "Retry-After", "11"), nil
			case 26:
				return response(200, pageOf("", "last")), nil
			default:
				time.Sleep(100 * time.Millisecond)
				return response(200, pageOf(fmt.Sprintf("%s/v1.0/users?page=%d", testRoot, n), "a", "b")), nil
			}
		}}
		c := newClient(t, graph, func(config *Config) { config.Logger = logger })
		ctx, tally := WithTally(t.Context())
		if _, err := collect(c.List(ctx, Request{Call: "GET /users", Path: "/users"})); err != nil {
			t.Fatal(err)
		}
		want := Counts{Calls: 25, Requests: 26, Pages: 25, Rows: 49, Waited: 11 * time.Second}
		if diff := cmp.Diff(want, tally.Counts()); diff != "" {
			t.Errorf("counts (-want +got):\n%s", diff)
		}
		var progress []map[string]any
		for _, line := range lines() {
			if line["level"] == "INFO" {
				progress = append(progress, map[string]any{
					"msg": line["msg"], "pages": line["pages"], "rows": line["rows"], "rows_per_second": line["rows_per_second"],
				})
			}
		}
		const reading = "Microsoft Graph list is being read"
		wantProgress := []map[string]any{
			{"msg": reading, "pages": 10.0, "rows": 20.0, "rows_per_second": 20.0},
			{"msg": "Microsoft Graph request waits for another attempt", "pages": nil, "rows": nil, "rows_per_second": nil},
			{"msg": reading, "pages": 12.0, "rows": 24.0, "rows_per_second": 1.0},
			{"msg": reading, "pages": 20.0, "rows": 40.0, "rows_per_second": 3.0},
		}
		if diff := cmp.Diff(wantProgress, progress); diff != "" {
			t.Errorf("lines at INFO (-want +got):\n%s", diff)
		}
	})
}
