package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// A page is one response of a collection.
type page struct {
	items []json.RawMessage // alias the body
	body  []byte
	next  string    // link to the next page; empty on the last one
	delta string    // link to later changes; only on the last page of a delta query
	count *int64    // of the whole collection, if Graph was asked for it
	other *Response // a response that is not a page, if the pager accepts anything

	entity bool // whether it is one object that has a property called value, rather than a collection
	failed bool // whether Graph reports an error next to the items
}

// lenient turns off the check for duplicate names, which takes a map for each object. Where the items of a page are
// parsed, invalid UTF-8 is allowed too: one bad byte must not lose the other users of the page.
var lenient = jsontext.AllowDuplicateNames(true)

// parsePage scans the body of a response once. The items are slices of it: nothing is copied, and the body stays in
// memory for as long as one of its items does.
//
// The error is a [*LinkError] or a [*LimitError], or wraps [ErrNotCollection] or [ErrNotJSON].
func parsePage(body []byte) (page, error) {
	decoder := jsontext.NewDecoder(bytes.NewBuffer(body), lenient, jsontext.AllowInvalidUTF8(true))
	p, err := readPage(decoder, body)
	switch {
	case errors.Is(err, ErrNotCollection), is[*LinkError](err), is[*LimitError](err):
		return page{}, err
	case err != nil:
		return page{}, ErrNotJSON
	}
	p.body = body
	return p, nil
}

func readPage(decoder *jsontext.Decoder, body []byte) (page, error) {
	var p page
	if kind := decoder.PeekKind(); kind != jsontext.KindBeginObject {
		if err := decoder.SkipValue(); err != nil {
			return p, err
		}
		return p, ErrNotCollection
	}
	if _, err := decoder.ReadToken(); err != nil {
		return p, err
	}
	collection := false
	for decoder.PeekKind() != jsontext.KindEndObject {
		name, err := decoder.ReadToken()
		if err != nil {
			return p, err
		}
		switch text := name.String(); text {
		case "value":
			p.items, err = readItems(decoder, body)
			collection = true
		case "@odata.nextLink":
			p.next, err = readLink(decoder)
		case "@odata.deltaLink":
			p.delta, err = readLink(decoder)
		case "@odata.count":
			p.count, err = readCount(decoder)
		case "@odata.context":
			var context jsontext.Value
			context, err = decoder.ReadValue()
			p.entity = p.entity || bytes.HasSuffix(context, []byte(`/$entity"`))
		case "error":
			p.failed = decoder.PeekKind() == jsontext.KindBeginObject
			p.entity = true
			err = decoder.SkipValue()
		default:
			p.entity = p.entity || !strings.Contains(text, "@")
			err = decoder.SkipValue()
		}
		if err != nil {
			return p, err
		}
	}
	return p, finish(decoder, collection)
}

// finish checks that the object ends, that nothing follows it, and that it is a collection.
func finish(decoder *jsontext.Decoder, collection bool) error {
	if _, err := decoder.ReadToken(); err != nil {
		return err
	}
	if _, err := decoder.ReadToken(); !errors.Is(err, io.EOF) {
		return ErrNotJSON
	}
	if !collection {
		return ErrNotCollection
	}
	return nil
}

func readItems(decoder *jsontext.Decoder, body []byte) ([]json.RawMessage, error) {
	if decoder.PeekKind() != jsontext.KindBeginArray {
		if err := decoder.SkipValue(); err != nil {
			return nil, err
		}
		return nil, ErrNotCollection
	}
	if _, err := decoder.ReadToken(); err != nil {
		return nil, err
	}
	items := []json.RawMessage{}
	for decoder.PeekKind() != jsontext.KindEndArray {
		value, err := decoder.ReadValue()
		if err != nil {
			return nil, err
		}
		if len(items) == maxItems {
			return nil, errTooFull
		}
		// A slice of the body, since the values of the decoder are valid until its next step only. The third index
		// keeps an append to one item away from the next.
		end := decoder.InputOffset()
		items = append(items, body[end-int64(len(value)):end:end])
	}
	_, err := decoder.ReadToken()
	return items, err
}

// readCount reads the number of items of a collection.
func readCount(decoder *jsontext.Decoder) (*int64, error) {
	value, err := decoder.ReadValue()
	if err != nil {
		return nil, err
	}
	n, err := strconv.ParseInt(string(value), 10, 64)
	if err != nil {
		return nil, nil //nolint:nilerr // Whatever it is, it is no count.
	}
	return &n, nil
}

// readLink reads a link. Null, with which some services end a collection, is the empty link. Anything else is an error,
// because the collection would otherwise end early and unnoticed.
func readLink(decoder *jsontext.Decoder) (string, error) {
	switch decoder.PeekKind() {
	case jsontext.KindString:
	case jsontext.KindNull:
		return "", decoder.SkipValue()
	default:
		if err := decoder.SkipValue(); err != nil {
			return "", err
		}
		return "", &LinkError{Kind: LinkBroken, Reason: "it is not a string"}
	}
	link, err := decoder.ReadToken()
	return link.String(), err
}
