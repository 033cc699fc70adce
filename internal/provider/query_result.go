package provider

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/people"
)

// setCollection sets the items of a collection, its count and its delta link.
func (r *reading) setCollection(c *graph.Collection, selected []string) error {
	if err := r.setItems(c.Items, selected); err != nil {
		return err
	}
	if c.Count != nil {
		r.setInt("item_count", *c.Count)
	}
	if link := c.DeltaLink(); link != "" {
		r.setString("delta_link", link)
	}
	return nil
}

// setItems encodes the items of a collection as they arrive.
func (r *reading) setItems(items graph.Items, selected []string) error {
	all, some := columns.NewDynamic(), columns.NewSelected(selected)
	for item, err := range items {
		switch {
		case err != nil:
			return err
		case selected == nil:
			err = all.Add([]byte(item))
		default:
			err = some.Add([]byte(item))
		}
		if err != nil {
			return queryEncoding(err)
		}
	}
	if selected == nil {
		r.set("result", all)
	} else {
		r.set("result", some)
	}
	return nil
}

// setResponse sets a response that is not a collection.
func (r *reading) setResponse(resp *graph.Response, selected []string) error {
	body := resp.Body
	switch {
	case len(body) == 0:
		return nil
	case resp.JSON():
		return r.setJSON(body, selected)
	case len(body) > people.MaxContent:
		return &people.ContentError{MediaType: resp.ContentType, Size: len(body)}
	case isText(resp):
		text := strings.TrimPrefix(string(body), "\ufeff")
		if resp.ContentType == "text/plain" {
			text = strings.TrimSpace(text) // A count, with or without a newline.
		}
		r.set("result", columns.DynamicStringValue(text))
	default:
		r.setString("content_base64", base64.StdEncoding.EncodeToString(body))
	}
	r.setString("content_type", resp.ContentType)
	return nil
}

func (r *reading) setJSON(body json.RawMessage, selected []string) error {
	trimmed := strings.TrimSpace(string(body))
	if trimmed == "null" {
		return nil
	}
	var value encoded
	var err error
	if selected == nil || trimmed[0] != '{' {
		value, err = columns.DynamicOf([]byte(trimmed))
	} else {
		value, err = columns.SelectedOf(selected, []byte(trimmed))
	}
	if err != nil {
		return queryEncoding(err)
	}
	r.set("result", value)
	return nil
}

// isText reports whether a response is text that a string of Terraform can hold.
func isText(resp *graph.Response) bool {
	media := resp.ContentType
	return (strings.HasPrefix(media, "text/") || media == "application/xml" || strings.HasSuffix(media, "+xml")) &&
		utf8.Valid(resp.Body)
}

// queryEncoding returns the error of a result that cannot be encoded. With select, items that are not objects are a
// mistake in the configuration.
func queryEncoding(err error) error {
	if kind, ok := errors.AsType[*columns.KindError](err); ok {
		return &notObjectsError{kindError{kind}}
	}
	return encoding("result", err)
}

// A notObjectsError reports that select is set for items that are not objects.
type notObjectsError struct{ kindError }

// Explain implements [explain.Explainer].
func (e *notObjectsError) Explain() explain.Advice {
	a := e.kindError.Explain()
	a.Todo = "leave select out: the items are not objects."
	a.At = explain.Path{"select"}
	return a
}
