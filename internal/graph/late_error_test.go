package graph

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
)

const lateError = `{"error":{"code":"InternalServerError","message":"The property 'x' has a null value.",` +
	`"innerError":{"request-id":"r-1"}}}`

// If Graph fails after it has begun to write a response of status 200, it appends the error to what was written so far
// (microsoftgraph/msgraph-sdk-powershell#3692).
func TestLateError(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"only the error":     lateError,
		"after annotations":  `{"@odata.context":"x",` + lateError[1:],
		"in the middle":      `{"value":[{"id":"1"},{"id":null` + lateError,
		"after the end":      `{"value":[{"id":"1"}]}` + lateError,
		"member of the page": `{"value":[{"id":"1"}],` + lateError[1:],
		"in a member name":   `{"value":[{"id":"1"},{"dis` + lateError,
	} {
		synctest.Test(t, func(t *testing.T) {
			client := newClient(t, newServer(reply(200, body)))
			_, get := client.Get(t.Context(), Request{Path: "/users"})
			_, list := collect(client.List(t.Context(), Request{Path: "/users"}))
			var open error
			if _, objects, err := client.Open(t.Context(), Request{Path: "/users"}); err != nil {
				open = err
			} else if objects != nil {
				_, open = collect(objects.Items)
			}
			for reader, err := range map[string]error{"Get": get, "List": list, "Open": open} {
				if reader == "Get" && name == "member of the page" {
					continue // For Get, this is an object with two properties.
				}
				e, ok := errors.AsType[*Error](err)
				if !ok || e.Code != "InternalServerError" || !strings.Contains(e.Message, "null value") {
					t.Errorf("%s, %s: error = %v, want the error of Graph", name, reader, err)
				}
			}
		})
	}
}

// An object may have a property called error.
func TestLateError_property(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"id":"1","error":{"code":"x"}}`, `{"error":null}`, `{"error":{"text":"no code"}}`, `{"error":"x"}`,
	} {
		got, err := newClient(t, newServer(reply(200, body))).Get(t.Context(), Request{Path: "/x"})
		if err != nil || string(got) != body {
			t.Errorf("Get = %s, error %v; want %s", got, err, body)
		}
	}
}

// A next link that is not a string is an error. If it were ignored, the collection would end too early.
func TestList_linkOfWrongType(t *testing.T) {
	t.Parallel()
	for _, link := range []string{`5`, `{}`, `["x"]`, `true`} {
		body := `{"value":[{"id":"1"}],"@odata.nextLink":` + link + `}`
		got, err := list(t, newServer(reply(200, body)), Request{Path: "/users"})
		if !is[*LinkError](err) {
			t.Errorf("nextLink %s: %d items, error %v; want a LinkError", link, len(got), err)
		}
	}
}

// An object with a property called value is not a collection.
func TestOpen_objectWithValue(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"id":"7","definitionId":"d","value":[{"id":"8"}]}`,
		`{"value":[{"id":"8"}],"id":"7"}`,
		`{"@odata.context":"https://x/$metadata#things/$entity","value":["a","b"]}`,
	} {
		got, items, err := newClient(t, newServer(reply(200, body))).Open(t.Context(), Request{Path: "/x"})
		if err != nil || items != nil || string(got.Body) != body {
			t.Errorf("Open of %s: response %v, collection %t, error %v; want the body and no collection",
				body, got, items != nil, err)
		}
	}
	body := `{"@odata.context":"https://x/$metadata#things","@odata.count":1,"x@odata.tip":"t","value":[{"id":"8"}]}`
	if _, items, err := newClient(t, newServer(reply(200, body))).Open(t.Context(), Request{Path: "/x"}); items == nil {
		t.Errorf("Open of %s: no collection, error %v; want a collection", body, err)
	}
}

// A byte order mark is skipped. Some errors begin with one (microsoftgraph/microsoft-graph-docs-contrib#8206).
func TestByteOrderMark(t *testing.T) {
	t.Parallel()
	const mark = "\xef\xbb\xbf"
	client := func(status int, body string) *Client { return newClient(t, newServer(reply(status, mark+body))) }

	got, err := client(200, `{"id":"1"}`).Get(t.Context(), Request{Path: "/me"})
	if err != nil || string(got) != `{"id":"1"}` {
		t.Errorf(`Get = %s, error %v; want {"id":"1"}`, got, err)
	}
	list, err := collect(client(200, `{"value":[{"id":"1"}]}`).List(t.Context(), Request{Path: "/users"}))
	if err != nil || len(list) != 1 {
		t.Errorf("List = %v, error %v; want one item", list, err)
	}
	notFound := client(404, `{"error":{"code":"Request_ResourceNotFound","message":"m"}}`)
	_, err = notFound.Get(t.Context(), Request{Path: "/me"})
	if e, ok := errors.AsType[*Error](err); !ok || !e.Missing() {
		t.Errorf("error = %v, want one that is Missing", err)
	}
}

// An empty response is retried like a truncated one, unless the response may be empty.
func TestEmptyBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := newServer(reply(200, ""), reply(200, ""), reply(200, `{"id":"1"}`))
		got, err := newClient(t, server).Get(t.Context(), Request{Path: "/me"})
		if err != nil || string(got) != `{"id":"1"}` || server.count() != 3 {
			t.Errorf("Get = %s, error %v after %d requests; want the object after 3", got, err, server.count())
		}
		for _, status := range []int{200, 204} {
			server := newServer(reply(status, ""))
			resp, _, err := newClient(t, server).Open(t.Context(), Request{Path: "/x"})
			if err != nil || len(resp.Body) != 0 || server.count() != 1 {
				t.Errorf("Open with status %d: response %v, error %v after %d requests; want an empty body after 1",
					status, resp, err, server.count())
			}
		}
	})
}
