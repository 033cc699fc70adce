package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOpen_whatIsThere(t *testing.T) {
	t.Parallel()
	const jsonUTF8 = "application/json;odata.metadata=minimal; charset=utf-8"
	for name, test := range map[string]struct {
		media, body string
		accept      string
		items       int
		answer      string
		err         error
	}{
		"collection":          {media: jsonUTF8, body: `{"value":[{"id":1},{"id":2}]}`, items: 2},
		"empty collection":    {media: jsonUTF8, body: `{"value":[]}`},
		"object":              {media: jsonUTF8, body: `{"id":"a","value":"x"}`, answer: `{"id":"a","value":"x"}`},
		"text":                {media: "text/plain", body: "25", answer: "25"},
		"text like a page":    {media: "text/plain", body: `{"value":[1]}`, answer: `{"value":[1]}`},
		"binary":              {media: "image/jpeg", body: "\xff\xd8", answer: "\xff\xd8"},
		"html":                {media: "text/html", body: "<p>", err: ErrNotJSON},
		"html that was asked": {media: "text/html", body: "<p>", accept: "text/html", answer: "<p>"},
		"invalid":             {media: jsonUTF8, body: `{"id":}`, err: ErrNotJSON},
		"more behind":         {media: jsonUTF8, body: `5 6`, err: ErrNotJSON},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			graph := answers(reply(200, test.body, "Content-Type", test.media))
			req := Request{Path: "/x"}
			if test.accept != "" {
				req.Header = http.Header{"Accept": {test.accept}}
			}
			answer, collection, err := newClient(t, graph).Open(t.Context(), req)
			if !errors.Is(err, test.err) || (err == nil) != (test.err == nil) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			got, text := 0, ""
			if collection != nil {
				for _, err := range collection.Items {
					if err != nil {
						t.Fatal(err)
					}
					got++
				}
			}
			if answer != nil {
				text = string(answer.Body)
			}
			if got != test.items || text != test.answer || graph.count() != 1 {
				t.Errorf("%d items and %q with %d requests", got, text, graph.count())
			}
		})
	}
}

func TestOpen_nothing(t *testing.T) {
	t.Parallel()
	answer, collection, err := newClient(t, answers(reply(204, ""))).Open(t.Context(), Request{Path: "/x"})
	if err != nil || collection != nil || answer.Status != 204 {
		t.Errorf("got %v, %v", answer, err)
	}
}

func TestOpen_pages(t *testing.T) {
	t.Parallel()
	graph := directoryOf(250)
	_, collection, err := newClient(t, graph).Open(t.Context(), Request{Path: "/groups", Limit: 120, Header: http.Header{"Prefer": {"x"}}})
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
		t.Errorf("%d items", count)
	}
	if diff := cmp.Diff([]string{"/v1.0/groups", "/v1.0/users?$top=100&$skiptoken=100"}, graph.asked()); diff != "" {
		t.Error(diff)
	}
	for _, req := range graph.requests {
		if req.Header.Get("Prefer") != "x" || req.Header.Get("Accept") != "*/*" {
			t.Errorf("sent %v", req.Header)
		}
	}
}

// A page after the first one must be a page.
func TestOpen_brokenPage(t *testing.T) {
	t.Parallel()
	graph := answers(
		reply(200, pageOf(testRoot+"/v1.0/x?page=2", "a"), "Content-Type", "application/json"),
		reply(200, "<p>", "Content-Type", "text/plain"),
	)
	_, collection, err := newClient(t, graph).Open(t.Context(), Request{Path: "/x"})
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for item, err := range collection.Items {
		seen = append(seen, fmt.Sprintf("%s %v", firstMember(item), errors.Is(err, ErrNotJSON)))
	}
	if diff := cmp.Diff([]string{"a false", " true"}, seen); diff != "" {
		t.Error(diff)
	}
}

func firstMember(item json.RawMessage) string {
	object := map[string]string{}
	_ = json.Unmarshal(item, &object)
	for _, value := range object {
		return value
	}
	return ""
}

// What Graph says about a collection: the number of its items, on the first page, and the link to the changes, on the
// last.
func TestOpen_collection(t *testing.T) {
	t.Parallel()
	graph := answers(
		reply(200, `{"@odata.count":2,"@odata.nextLink":"`+testRoot+`/v1.0/x?page=2","value":[{"id":"a"}]}`),
		reply(200, `{"@odata.deltaLink":"`+testRoot+`/v1.0/x?$deltatoken=t","value":[{"id":"b"}]}`),
	)
	_, collection, err := newClient(t, graph).Open(t.Context(), Request{Path: "/x"})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := items(collection.Items); err != nil || len(got) != 2 {
		t.Errorf("%d items, error %v", len(got), err)
	}
	if collection.Count == nil || *collection.Count != 2 || collection.DeltaLink() != testRoot+"/v1.0/x?$deltatoken=t" {
		t.Errorf("count %v, delta link %q", collection.Count, collection.DeltaLink())
	}
}

// A redirect to another host over https is a download: it is read once, without the token and without the headers of
// the request. Other reads do not follow it.
func TestOpen_download(t *testing.T) {
	t.Parallel()
	header := http.Header{"Prefer": {"x"}, "X-Own": {"y"}}
	for location, want := range map[string]string{
		"https://reports.example/file?sig=private": "a,b",
		"http://reports.example/file?sig=private":  "",
		"https://user@graph.example/file":          "",
	} {
		graph := answers(reply(302, "", "Location", location, "request-id", "r"), reply(200, "a,b", "Content-Type", "text/csv"))
		got, _, err := newClient(t, graph).Open(t.Context(), Request{Path: "/reports/x", Header: header})
		if want == "" {
			if refused := as[*LinkError](t, err); graph.count() != 1 || refused.RequestID != "r" {
				t.Errorf("%s: asked %v, request id %q", location, graph.asked(), refused.RequestID)
			}
			continue
		}
		if err != nil || string(got.Body) != want {
			t.Fatalf("%s: got %v, error %v", location, got, err)
		}
		for name := range graph.requests[1].Header {
			t.Errorf("%s was sent the header %s", location, name)
		}
	}
	graph := answers(reply(302, "", "Location", "https://reports.example/file?sig=private", "request-id", "r"), reply(403, "expired"))
	_, _, err := newClient(t, graph).Open(t.Context(), Request{Path: "/reports/x"})
	refused := as[*DownloadError](t, err)
	if refused.Status != 403 || refused.RequestID != "r" || graph.count() != 2 || strings.Contains(err.Error(), "private") {
		t.Errorf("error %v after %d requests", err, graph.count())
	}
}
