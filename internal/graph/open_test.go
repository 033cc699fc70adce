package graph

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
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
			answer, items, err := newClient(t, graph).Open(t.Context(), req)
			if !errors.Is(err, test.err) || (err == nil) != (test.err == nil) {
				t.Fatalf("error %v, want %v", err, test.err)
			}
			got, text := 0, ""
			if items != nil {
				for _, err := range items {
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
	answer, items, err := newClient(t, answers(reply(204, ""))).Open(t.Context(), Request{Path: "/x"})
	if err != nil || items != nil || answer.Status != 204 {
		t.Errorf("got %v, %v", answer, err)
	}
}

func TestOpen_pages(t *testing.T) {
	t.Parallel()
	graph := directoryOf(250)
	_, items, err := newClient(t, graph).Open(t.Context(), Request{Path: "/groups", Limit: 120, Header: http.Header{"Prefer": {"x"}}})
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, err := range items {
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
	_, items, err := newClient(t, graph).Open(t.Context(), Request{Path: "/x"})
	if err != nil {
		t.Fatal(err)
	}
	var seen []string
	for item, err := range items {
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
