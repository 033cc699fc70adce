package graph

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRequest_badPath(t *testing.T) {
	t.Parallel()
	graph := newServer(reply(200, `{}`))
	c := newClient(t, graph)
	for _, path := range []string{"/users/a#b", "/users?$top=1", "/users/%zz", "/users/a b", "/users/\n"} {
		if _, err := c.Do(t.Context(), Request{Path: path}); err == nil {
			t.Errorf("path %q: no error, want one", path)
		}
	}
	if graph.count() > 0 {
		t.Errorf("requests = %v, want none", graph.uris())
	}
}

func TestRequest_version(t *testing.T) {
	t.Parallel()
	graph := newServer(reply(200, `{}`))
	if _, err := newClient(t, graph).Do(t.Context(), Request{Path: "me/photo", Version: "beta"}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"/beta/me/photo"}, graph.uris()); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

func TestGet(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		graph *server
		want  string
		err   error
	}{
		"object": {newServer(reply(200, ` {"a": 1} `)), ` {"a": 1} `, nil},
		"text":   {newServer(reply(200, `5`, "Content-Type", "text/plain")), ``, ErrNotObject},
		"HTML":   {newServer(reply(200, `<p>`, "Content-Type", "text/html; charset=utf-8")), ``, ErrNotJSON},
		"empty":  {newServer(reply(200, ``, "Content-Type", "text/plain")), ``, ErrNotJSON},
	} {
		got, err := newClient(t, test.graph).Get(t.Context(), Request{Path: "/me"})
		if string(got) != test.want || !errors.Is(err, test.err) {
			t.Errorf("%s: got %s, error %v; want %s, error %v", name, got, err, test.want, test.err)
		}
	}
}

// JSON of another shape is an error. Otherwise it would pass for an object without properties, or for an empty list.
func TestNotObject(t *testing.T) {
	t.Parallel()
	selected := Request{Path: "/me", Query: Query{Select: []string{"id", "displayName"}}}
	for _, body := range []string{
		`{}`, `[]`, ` null`, `5`, `"id"`, `{"status":"down"}`, `{"error":{"message":"no code"}}`,
	} {
		client := newClient(t, newServer(reply(200, body)))
		if got, err := client.Get(t.Context(), selected); !errors.Is(err, ErrNotObject) {
			t.Errorf("Get of %s = %s, error %v; want error %v", body, got, err, ErrNotObject)
		}
		page := newServer(reply(200, `{"value":[{"id":"a"},`+body+`]}`))
		for _, req := range []Request{selected, {Path: "/me"}} {
			if got, err := list(t, page, req); !errors.Is(err, ErrNotObject) {
				t.Errorf("List with %s = %v, error %v; want error %v", body, got, err, ErrNotObject)
			}
		}
	}
	if _, err := getMe(t.Context(), newClient(t, newServer(reply(200, `{}`)))); err != nil {
		t.Errorf("error of an object that need not have an id = %v, want none", err)
	}
}

func TestDo(t *testing.T) {
	t.Parallel()
	graph := newServer(reply(200, "\xff\xd8{", "Content-Type", "Image/JPEG; x=y", "ETag", `"a"`))
	resp, err := newClient(t, graph).Do(t.Context(), Request{Path: "/me/photo/$value"})
	if err != nil {
		t.Fatal(err)
	}
	resp.Header.Del("client-request-id") // The client adds its own id if the response lacks one.
	want := &Response{
		Status:      200,
		Header:      http.Header{"Content-Type": {"Image/JPEG; x=y"}, "Etag": {`"a"`}},
		ContentType: "image/jpeg",
		Body:        []byte("\xff\xd8{"),
	}
	if diff := cmp.Diff(want, resp); diff != "" {
		t.Errorf("response (-want +got):\n%s", diff)
	}
	if accept := graph.requests[0].Header.Get("Accept"); accept != "*/*" {
		t.Errorf("Accept = %q, want */*", accept)
	}
}
