package graph

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
)

const lateError = `{"error":{"code":"InternalServerError","message":"The property 'x' has a null value.",` +
	`"innerError":{"request-id":"r-1"}}}`

// Graph has begun a response of 200, failed, and appended the error to what was written
// (microsoftgraph/msgraph-sdk-powershell#3692).
func TestLateError(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"alone":                  lateError,
		"after annotations":      `{"@odata.context":"x","error":{"code":"InternalServerError","message":"The property 'x' has a null value."}}`,
		"in the middle":          `{"value":[{"id":"1"},{"id":null` + lateError,
		"behind the end":         `{"value":[{"id":"1"}]}` + lateError,
		"beside the items":       `{"value":[{"id":"1"}],` + lateError[1:],
		"in the middle of a key": `{"value":[{"id":"1"},{"dis` + lateError,
	} {
		synctest.Test(t, func(t *testing.T) {
			client := newClient(t, answers(reply(200, body)))
			_, get := client.Get(t.Context(), Request{Path: "/users"})
			if name == "beside the items" {
				get = nil // To Get it is an object with two properties.
			}
			_, list := items(client.List(t.Context(), Request{Path: "/users"}))
			var open error
			if _, objects, err := client.Open(t.Context(), Request{Path: "/users"}); err != nil {
				open = err
			} else if objects != nil {
				_, open = items(objects.Items)
			}
			for reader, err := range map[string]error{"Get": get, "List": list, "Open": open} {
				if reader == "Get" && name == "beside the items" {
					continue
				}
				e, ok := errors.AsType[*Error](err)
				if !ok || e.Code != "InternalServerError" || !strings.Contains(e.Message, "null value") {
					t.Errorf("%s, %s: error %v, want that of Graph", name, reader, err)
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
		got, err := newClient(t, answers(reply(200, body))).Get(t.Context(), Request{Path: "/x"})
		if err != nil || string(got) != body {
			t.Errorf("Get of %s = %s, %v", body, got, err)
		}
	}
}

// A link that is not a string would end the collection without a word.
func TestList_linkOfAnotherKind(t *testing.T) {
	t.Parallel()
	for _, link := range []string{`5`, `{}`, `["x"]`, `true`} {
		body := `{"value":[{"id":"1"}],"@odata.nextLink":` + link + `}`
		got, err := items(newClient(t, answers(reply(200, body))).List(t.Context(), Request{Path: "/users"}))
		if !is[*LinkError](err) {
			t.Errorf("nextLink %s: %d items and error %v, want a LinkError", link, len(got), err)
		}
	}
}

// An object that has a property called value is not a collection.
func TestOpen_objectWithValue(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"id":"7","definitionId":"d","value":[{"id":"8"}]}`,
		`{"value":[{"id":"8"}],"id":"7"}`,
		`{"@odata.context":"https://x/$metadata#things/$entity","value":["a","b"]}`,
	} {
		got, items, err := newClient(t, answers(reply(200, body))).Open(t.Context(), Request{Path: "/x"})
		if err != nil || items != nil || string(got.Body) != body {
			t.Errorf("Open of %s: got %v, items %v, error %v", body, got, items != nil, err)
		}
	}
	body := `{"@odata.context":"https://x/$metadata#things","@odata.count":1,"x@odata.tip":"t","value":[{"id":"8"}]}`
	if _, items, err := newClient(t, answers(reply(200, body))).Open(t.Context(), Request{Path: "/x"}); items == nil {
		t.Errorf("Open of %s: no items, error %v", body, err)
	}
}

// A byte order mark has been seen before errors (microsoftgraph/microsoft-graph-docs-contrib#8206).
func TestByteOrderMark(t *testing.T) {
	t.Parallel()
	const mark = "\xef\xbb\xbf"
	client := func(status int, body string) *Client { return newClient(t, answers(reply(status, mark+body))) }

	got, err := client(200, `{"id":"1"}`).Get(t.Context(), Request{Path: "/me"})
	if err != nil || string(got) != `{"id":"1"}` {
		t.Errorf("Get = %s, %v", got, err)
	}
	list, err := items(client(200, `{"value":[{"id":"1"}]}`).List(t.Context(), Request{Path: "/users"}))
	if err != nil || len(list) != 1 {
		t.Errorf("List = %v, %v", list, err)
	}
	_, err = client(404, `{"error":{"code":"Request_ResourceNotFound","message":"m"}}`).Get(t.Context(), Request{Path: "/me"})
	if e, ok := errors.AsType[*Error](err); !ok || !e.Missing() {
		t.Errorf("error %v, want one that is Missing", err)
	}
}

// A response without a byte is asked for again, like one that breaks off; one that may be empty is not.
func TestEmptyBody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		server := answers(reply(200, ""), reply(200, ""), reply(200, `{"id":"1"}`))
		got, err := newClient(t, server).Get(t.Context(), Request{Path: "/me"})
		if err != nil || string(got) != `{"id":"1"}` || server.count() != 3 {
			t.Errorf("Get = %s, %v after %d requests, want the object after 3", got, err, server.count())
		}
		for status, requests := range map[int]int{200: 1, 204: 1} {
			server := answers(reply(status, ""))
			resp, _, err := newClient(t, server).Open(t.Context(), Request{Path: "/x"})
			if err != nil || len(resp.Body) != 0 || server.count() != requests {
				t.Errorf("Open with status %d: %v, %v after %d requests", status, resp, err, server.count())
			}
		}
	})
}
