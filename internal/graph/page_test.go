package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
	"unsafe"
)

func TestParsePage(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body  string
		items string // joined by |
		next  string
		err   error
	}{
		"link before": {
			`{"@odata.context":"c","@odata.nextLink":"n","value":[{"id":1},{"id":2}]}`,
			`{"id":1}|{"id":2}`, "n", nil,
		},
		"link after": {
			` { "value" : [ {"id":1} , 2,"x",null ] , "@odata.nextLink" : "n\u0026m" } `,
			`{"id":1}|2|"x"|null`, "n&m", nil,
		},
		"null link": {`{"value":[],"@odata.nextLink":null}`, ``, "", nil},
		"link of a member": {
			`{"x@odata.nextLink":"n","value":[{"@odata.nextLink":"m","value":[3]}]}`,
			`{"@odata.nextLink":"m","value":[3]}`, "", nil,
		},
		"duplicate names":         {`{"a":1,"a":2,"value":[{"b":1,"b":2}]}`, `{"b":1,"b":2}`, "", nil},
		"invalid UTF-8":           {"{\"value\":[\"\xff\"]}", "\"\xff\"", "", nil},
		"single object":           {`{"id":"1"}`, ``, "", ErrNotCollection},
		"value is no array":       {`{"value":{"id":1}}`, ``, "", ErrNotCollection},
		"array":                   {`[1]`, ``, "", ErrNotCollection},
		"string":                  {`"x"`, ``, "", ErrNotCollection},
		"HTML":                    {`<html>`, ``, "", ErrNotJSON},
		"empty":                   {``, ``, "", ErrNotJSON},
		"truncated":               {`{"value":[{"id":1}`, ``, "", ErrNotJSON},
		"truncated after a comma": {`{"value":[{"id":1},`, ``, "", ErrNotJSON},
		"two objects":             {`{"value":[]}{}`, ``, "", ErrNotJSON},
		"invalid item":            {`{"value":[{"id":}]}`, ``, "", ErrNotJSON},
		"invalid value":           {`{"value":nope}`, ``, "", ErrNotJSON},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := parsePage([]byte(test.body))
			if !errors.Is(err, test.err) {
				t.Fatalf("error = %v, want %v", err, test.err)
			}
			items := make([]string, len(got.items))
			for i, item := range got.items {
				items[i] = string(item)
			}
			if items := strings.Join(items, "|"); items != test.items || got.next != test.next {
				t.Errorf("items %s, next link %q; want %s, %q", items, got.next, test.items, test.next)
			}
		})
	}
}

// The items of a page share its memory, and an append to one does not overwrite the next.
func TestParsePage_alias(t *testing.T) {
	t.Parallel()
	body := []byte(`{"value":[{"id":1},{"id":2}]}`)
	page, err := parsePage(body)
	if err != nil {
		t.Fatal(err)
	}
	if unsafe.SliceData(page.items[0]) != &body[10] {
		t.Error("the first item is a copy, want a part of the page")
	}
	_ = append(page.items[0], "overwritten"...)
	if string(page.items[1]) != `{"id":2}` {
		t.Errorf(`second item after an append to the first = %s, want {"id":2}`, page.items[1])
	}
}

// FuzzParsePage compares the pages with those that encoding/json reads.
func FuzzParsePage(f *testing.F) {
	for _, seed := range []string{
		`{"value":[{"id":1},2]}`, `{"@odata.nextLink":"a\n","value":[]}`, `{"value":[1],"value":[2,3]}`,
		`[`, `{"value":[`, `{"@odata.count":7,"value":[ null , "a" ]}`, `{"value":[],"@odata.nextLink":null}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		page, err := parsePage(body)
		if isJSON := json.Valid(body); isJSON && errors.Is(err, ErrNotJSON) || !isJSON && err == nil {
			t.Fatalf("%q: error %v, but valid JSON is %t", body, err, isJSON)
		}
		if err != nil {
			if page.items != nil {
				t.Fatalf("items %q with error %v, want none", page.items, err)
			}
			return
		}
		if truncated(body) {
			t.Fatalf("truncated(%q) = true, want false for a page", body)
		}
		if !utf8.Valid(body) {
			return // The other implementation replaces what is not UTF-8.
		}
		var members map[string]json.RawMessage
		var want struct {
			items []json.RawMessage
			next  string
		}
		err = json.Unmarshal(body, &members)
		if err == nil {
			err = json.Unmarshal(members["value"], &want.items)
		}
		if link, ok := members["@odata.nextLink"]; ok && err == nil {
			err = json.Unmarshal(link, &want.next)
		}
		same := func(a, b json.RawMessage) bool { return bytes.Equal(a, b) }
		if err != nil || !slices.EqualFunc(page.items, want.items, same) || page.next != want.next {
			t.Fatalf("%q: items %q, next link %q; want %q, %q, error %v",
				body, page.items, page.next, want.items, want.next, err)
		}
	})
}

func BenchmarkParsePage(b *testing.B) {
	body := bigPage(999)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := parsePage(body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTruncated(b *testing.B) {
	body := bigPage(999)
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if truncated(body) {
			b.Fatal("truncated = true, want false")
		}
	}
}

// bigPage returns a page of users with thirty properties each, about 1 MB for 999.
func bigPage(users int) []byte {
	var user strings.Builder
	user.WriteString(`{"id":"87d349ed-44d7-43e1-9a83-5f2406dee5bd"`)
	for i := range 29 {
		fmt.Fprintf(&user, `,"property%02d":"value of property \"%d\""`, i, i)
	}
	user.WriteString(`}`)
	list := strings.TrimSuffix(strings.Repeat(user.String()+",", users), ",")
	return []byte(`{"@odata.context":"c","value":[` + list + `]}`)
}
