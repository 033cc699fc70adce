package graphemu

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestRecord(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	a.post(tokenPath, tokenFields(nil)).ok(t)
	got := a.get("/users/MeganB_adatum.com%23EXT%23@contoso.com?$select=id,mail&"+
		"$expand=manager($levels=max;$select=id)&$count=true",
		eventualHeader, "client-request-id: mine").ok(t)
	if got.header.Get("client-request-id") != "mine" || got.header.Get("request-id") == "mine" {
		t.Errorf("got headers %v, want the client's id and another one of Graph", got.header)
	}
	all := a.server.Requests()
	if len(all) != 2 || len(a.server.TokenRequests()) != 1 || len(a.server.GraphRequests()) != 1 {
		t.Fatalf("recorded %v, want one request for a token and one to Graph", all)
	}
	if !strings.Contains(string(all[0].Body), "grant_type=client_credentials") || all[0].Path != tokenPath {
		t.Errorf("got %+v, want the request for a token", all[0])
	}
	r := all[1]
	if r.Path != "/v1.0/users/MeganB_adatum.com%23EXT%23@contoso.com" || r.Status != http.StatusOK || r.Items != 1 ||
		r.Query.Get("$expand") != "manager($levels=max;$select=id)" || r.Header.Get("ConsistencyLevel") != "eventual" ||
		!strings.HasPrefix(r.RawQuery, "$select=id,mail&$expand=manager(") || r.End.Before(r.Start) {
		t.Errorf("got %+v, want the request as it was sent", r)
	}
	if !strings.HasPrefix(got.header.Get("Content-Type"), "application/json;odata.metadata=minimal;") {
		t.Errorf("Content-Type = %q, want that of Graph", got.header.Get("Content-Type"))
	}
}

func TestMaxConcurrent(t *testing.T) {
	t.Parallel()
	srv := NewServer(t, Options{Latency: 50 * time.Millisecond})
	client, token := srv.Client(), srv.PersonToken("")
	var group sync.WaitGroup
	for range 5 {
		group.Go(func() {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+"/v1.0/me", nil)
			if err != nil {
				t.Error(err)
				return
			}
			req.Header.Set("Authorization", "Bearer "+token)
			resp, err := client.Do(req)
			if err != nil {
				t.Error(err)
				return
			}
			_ = resp.Body.Close()
		})
	}
	group.Wait()
	if n := srv.MaxConcurrent(); n < 2 || n > 5 {
		t.Errorf("at most %d at once, want 2 to 5", n)
	}
}

// TestControl drives the emulator the way a demonstration in another process does.
func TestControl(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	control := func(method, path, body string) *answer {
		req, err := http.NewRequestWithContext(t.Context(), method, "https://graph.example.com/_emulator/"+path,
			strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		return a.do(req)
	}
	fault := `{"pathPrefix":"/v1.0/me","times":1,"status":503,"header":{"Retry-After":"1"},"delay":"1ms"}`
	if got := control(http.MethodPost, "faults", fault); got.status != http.StatusNoContent {
		t.Fatalf("got %d %s, want 204", got.status, got.text)
	}
	if got := a.get("/me"); got.status != 503 || got.header.Get("Retry-After") != "1" {
		t.Errorf("got %d %v, want 503 and Retry-After 1", got.status, got.header)
	}
	if got := control(http.MethodPost, "faults", `{"oops":1}`); got.status != http.StatusBadRequest {
		t.Errorf("got %d for an unknown field, want 400", got.status)
	}
	if got := control(http.MethodPost, "faults", `{"body":"x"}`); got.status != http.StatusBadRequest {
		t.Errorf("got %d for a body without a status, want 400", got.status)
	}
	deep := control(http.MethodPost, "faults", strings.Repeat("[", 60_000))
	if deep.status != http.StatusBadRequest || !strings.Contains(deep.text, "more than 100 lists and objects") {
		t.Errorf("got %d %.200s for lists in lists, want 400 and the limit", deep.status, deep.text)
	}
	var list []Request
	got := control(http.MethodGet, "requests", "")
	if err := json.NewDecoder(bytes.NewReader([]byte(got.text))).Decode(&list); err != nil || len(list) != 1 ||
		list[0].Status != 503 {
		t.Errorf("got %s, %v, want one request with 503", got.text, err)
	}
	if control(http.MethodPost, "reset", ""); len(a.server.Requests()) != 0 {
		t.Errorf("requests after the reset = %d, want 0", len(a.server.Requests()))
	}
}

// TestControl_routes checks that each route that is listed is emulated, in both versions.
func TestControl_routes(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	var routes []Route
	list := a.get("https://graph.example.com/_emulator/routes").ok(t)
	if err := json.Unmarshal([]byte(list.text), &routes); err != nil || len(routes) != len(a.server.routes) {
		t.Fatalf("got %d routes, error %v, want %d", len(routes), err, len(a.server.routes))
	}
	key := regexp.MustCompile(`\{\w+\}`)
	for _, route := range routes {
		for _, version := range []string{"v1.0", "beta"} {
			path := "https://graph.example.com/" + version + key.ReplaceAllString(route.Path, "x")
			req, err := http.NewRequestWithContext(t.Context(), route.Method, path, nil)
			if err != nil {
				t.Fatal(err)
			}
			req.Header.Set("Authorization", "Bearer "+a.token)
			got := a.do(req)
			unknown := strings.Contains(got.text, "Resource not found for the segment")
			if unknown || got.status == http.StatusUnauthorized || got.status == http.StatusNotImplemented {
				t.Errorf("%s: got %d %s, want an answer of the route", route, got.status, got.text)
			}
		}
	}
}
