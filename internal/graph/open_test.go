package graph

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Open distinguishes a collection from other responses.
func TestOpen_kinds(t *testing.T) {
	t.Parallel()
	const jsonUTF8 = "application/json;odata.metadata=minimal; charset=utf-8"
	for name, test := range map[string]struct {
		mediaType, body string
		accept          string
		items           int
		want            string // the body of a response that is not a collection
		err             error
	}{
		"collection":            {mediaType: jsonUTF8, body: `{"value":[{"id":1},{"id":2}]}`, items: 2},
		"empty collection":      {mediaType: jsonUTF8, body: `{"value":[]}`},
		"object":                {mediaType: jsonUTF8, body: `{"id":"a","value":"x"}`, want: `{"id":"a","value":"x"}`},
		"text":                  {mediaType: "text/plain", body: "25", want: "25"},
		"text like a page":      {mediaType: "text/plain", body: `{"value":[1]}`, want: `{"value":[1]}`},
		"binary":                {mediaType: "image/jpeg", body: "\xff\xd8", want: "\xff\xd8"},
		"HTML":                  {mediaType: "text/html", body: "<p>", err: ErrNotJSON},
		"HTML that is accepted": {mediaType: "text/html", body: "<p>", accept: "text/html", want: "<p>"},
		"invalid JSON":          {mediaType: jsonUTF8, body: `{"id":}`, err: ErrNotJSON},
		"two values":            {mediaType: jsonUTF8, body: `5 6`, err: ErrNotJSON},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			graph := newServer(reply(200, test.body, "Content-Type", test.mediaType))
			req := Request{Path: "/x"}
			if test.accept != "" {
				req.Header = http.Header{"Accept": {test.accept}}
			}
			resp, collection, err := newClient(t, graph).Open(t.Context(), req)
			if !errors.Is(err, test.err) || (err == nil) != (test.err == nil) {
				t.Fatalf("error = %v, want %v", err, test.err)
			}
			items, body := 0, ""
			if collection != nil {
				for _, err := range collection.Items {
					if err != nil {
						t.Fatal(err)
					}
					items++
				}
			}
			if resp != nil {
				body = string(resp.Body)
			}
			if items != test.items || body != test.want || graph.count() != 1 {
				t.Errorf("%d items, body %q after %d requests; want %d items, body %q after 1",
					items, body, graph.count(), test.items, test.want)
			}
		})
	}
}

func TestOpen_noContent(t *testing.T) {
	t.Parallel()
	resp, collection, err := newClient(t, newServer(reply(204, ""))).Open(t.Context(), Request{Path: "/x"})
	if err != nil || collection != nil || resp.Status != 204 {
		t.Errorf("response %v, collection %t, error %v; want status 204 and no collection",
			resp, collection != nil, err)
	}
}

func TestOpen_pages(t *testing.T) {
	t.Parallel()
	graph := newDirectory(250)
	req := Request{Path: "/groups", Limit: 120, Header: http.Header{"Prefer": {"x"}}}
	_, collection, err := newClient(t, graph).Open(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, err := range collection.Items {
		if err != nil {
			t.Fatal(err)
		}
		count++
	}
	if count != 120 {
		t.Errorf("items = %d, want 120", count)
	}
	if diff := cmp.Diff([]string{"/v1.0/groups", "/v1.0/users?$top=100&$skiptoken=100"}, graph.uris()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
	for _, req := range graph.requests {
		if req.Header.Get("Prefer") != "x" || req.Header.Get("Accept") != "*/*" {
			t.Errorf("header = %v, want Prefer x and Accept */*", req.Header)
		}
	}
}

// A later response that is not a page is an error.
func TestOpen_brokenPage(t *testing.T) {
	t.Parallel()
	graph := newServer(
		reply(200, pageOf(testRoot+"/v1.0/x?page=2", "a"), "Content-Type", "application/json"),
		reply(200, "<p>", "Content-Type", "text/plain"),
	)
	_, collection, err := newClient(t, graph).Open(t.Context(), Request{Path: "/x"})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for item, err := range Decode[entity](collection.Items) {
		got = append(got, fmt.Sprintf("%s %t", item.ID, errors.Is(err, ErrNotJSON)))
	}
	if diff := cmp.Diff([]string{"a false", " true"}, got); diff != "" {
		t.Errorf("ids and whether an error follows (-want +got):\n%s", diff)
	}
}

// The first page states the number of items, and the last one the delta link.
func TestOpen_collection(t *testing.T) {
	t.Parallel()
	graph := newServer(
		reply(200, `{"@odata.count":2,"@odata.nextLink":"`+testRoot+`/v1.0/x?page=2","value":[{"id":"a"}]}`),
		reply(200, `{"@odata.deltaLink":"`+testRoot+`/v1.0/x?$deltatoken=t","value":[{"id":"b"}]}`),
	)
	_, collection, err := newClient(t, graph).Open(t.Context(), Request{Path: "/x"})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := collect(collection.Items); err != nil || len(got) != 2 {
		t.Errorf("%d items, error %v; want 2", len(got), err)
	}
	if collection.Count == nil || *collection.Count != 2 {
		t.Errorf("Count = %v, want 2", collection.Count)
	}
	if got, want := collection.DeltaLink(), testRoot+"/v1.0/x?$deltatoken=t"; got != want {
		t.Errorf("DeltaLink() = %q, want %q", got, want)
	}
}

// A redirect to another host over https is a download. It is followed once, without the token and the headers of the
// request. Any other redirect to a foreign URL is refused.
func TestOpen_download(t *testing.T) {
	t.Parallel()
	header := http.Header{"Prefer": {"x"}, "X-Own": {"y"}}
	for location, want := range map[string]string{
		"https://reports.example/file?sig=private": "a,b",
		"http://reports.example/file?sig=private":  "",
		"https://user@graph.example/file":          "",
	} {
		graph := newServer(
			reply(302, "", "Location", location, "request-id", "r"),
			reply(200, "a,b", "Content-Type", "text/csv"),
		)
		got, _, err := newClient(t, graph).Open(t.Context(), Request{Path: "/reports/x", Header: header})
		if want == "" {
			if refused := errorAs[*LinkError](t, err); graph.count() != 1 || refused.RequestID != "r" {
				t.Errorf("%s: requests %v, request id %q; want one request, request id r",
					location, graph.uris(), refused.RequestID)
			}
			continue
		}
		if err != nil || string(got.Body) != want {
			t.Fatalf("%s: response %v, error %v; want body %s", location, got, err, want)
		}
		if header := graph.requests[1].Header; len(header) > 0 {
			t.Errorf("%s: header of the download = %v, want none", location, header)
		}
	}
	graph := newServer(
		reply(302, "", "Location", "https://reports.example/file?sig=private", "request-id", "r"),
		reply(403, "expired"),
	)
	_, _, err := newClient(t, graph).Open(t.Context(), Request{Path: "/reports/x"})
	refused := errorAs[*DownloadError](t, err)
	if refused.Status != 403 || refused.RequestID != "r" || graph.count() != 2 {
		t.Errorf("error %+v after %d requests, want status 403, request id r after 2", refused, graph.count())
	}
	if strings.Contains(err.Error(), "private") {
		t.Errorf("error = %v, want it without the query", err)
	}
}
