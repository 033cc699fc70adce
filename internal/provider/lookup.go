package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// A lookup finds many objects by keys of one kind.
type lookup struct {
	kind    objectKind
	key     objectKey
	keys    []string
	request graph.Request
	rows    *columns.Rows
	found   map[string][]match // by folded key
	ids     map[string]bool    // of the objects that were found
}

// A match is an object with a key.
type match struct {
	row    int
	object json.RawMessage
}

func (k objectKind) newLookup(key objectKey, keys []string, request graph.Request, rows *columns.Rows) *lookup {
	needed := []string{key.property}
	if !key.unique {
		needed = append(needed, k.shown...) // To name those that share a key.
	}
	for _, property := range needed {
		if !slices.Contains(request.Query.Select, property) {
			request.Query.Select = append(request.Query.Select, property)
		}
	}
	return &lookup{
		kind: k, key: key, keys: keys, request: request, rows: rows, found: map[string][]match{}, ids: map[string]bool{},
	}
}

// read reads and encodes the objects with the keys.
func (l *lookup) read(ctx context.Context, client *graph.Client) error {
	for object, err := range client.Lookup(ctx, l.request, l.key.property, l.keys) {
		if err != nil {
			return err
		}
		row, err := l.rows.Add([]byte(object))
		if err != nil {
			return encoding(l.kind.plural(), err)
		}
		if id := row.String("id"); !l.ids[id] {
			l.ids[id] = true
			key := graph.Fold(row.String(l.key.property))
			l.found[key] = append(l.found[key], match{l.rows.Len() - 1, object})
		}
	}
	return nil
}

// order returns the rows of the objects in the order of the keys, with [columns.Gap] for each key that none has. It
// also returns these missing keys, each once, and an error for each key that several objects have.
func (l *lookup) order() (order []int, missing []string, errs []error) {
	named := map[string]bool{} // the folded keys in missing
	for i, value := range l.keys {
		switch matches := l.found[graph.Fold(value)]; len(matches) {
		case 0:
			order = append(order, columns.Gap)
			if key := graph.Fold(value); !named[key] {
				named[key] = true
				missing = append(missing, value)
			}
		case 1:
			order = append(order, matches[0].row)
		default:
			objects := make([]json.RawMessage, len(matches))
			for j, m := range matches {
				objects[j] = m.object
			}
			at := explain.Path{l.key.plural, i}
			errs = append(errs, l.kind.newAmbiguousError(l.key.argument, value, objects, at))
		}
	}
	return order, missing, errs
}

// set reads the objects, and sets the list of them and missing. It reports whether that succeeded.
func (l *lookup) set(ctx context.Context, r *reading, client *graph.Client) bool {
	doing, at := "look "+l.kind.plural()+" up", path.Root(l.key.plural)
	if err := l.read(ctx, client); err != nil {
		r.addError(doing, at, err)
		return false
	}
	order, missing, errs := l.order()
	for _, err := range errs {
		r.addError(doing, at, err)
	}
	if len(missing) > 0 && !r.getBool(ctx, "ignore_missing") {
		r.addError(doing, at, &explain.MissingError{Thing: l.kind.name, Argument: l.key.plural, Keys: missing})
	}
	r.setStrings("missing", missing)
	r.set(l.kind.plural(), l.rows.Pick(order))
	return !r.failed()
}

// An ambiguousError reports that several objects have a key that Graph does not keep unique.
type ambiguousError struct {
	kind       objectKind
	argument   string // the name of the key
	value      string
	at         explain.Path
	candidates []string // a line for each
}

func (k objectKind) newAmbiguousError(argument, value string, objects []json.RawMessage, at explain.Path) error {
	e := &ambiguousError{kind: k, argument: argument, value: value, at: at}
	for _, object := range objects {
		line, err := k.show(object)
		if err != nil {
			return fmt.Errorf("decode a %s that shares a key: %w", k.name, err)
		}
		e.candidates = append(e.candidates, line)
	}
	return e
}

func (e *ambiguousError) Error() string {
	return fmt.Sprintf("%d %s have the %s %q", len(e.candidates), e.kind.plural(), e.argument, e.value)
}

// Explain implements [explain.Explainer].
func (e *ambiguousError) Explain() explain.Advice {
	todo := "find the right one by id."
	if e.kind.keys[1].unique {
		todo = "find the right one by id or " + strings.ReplaceAll(e.kind.keys[1].argument, "_", " ") + "."
	}
	return explain.Advice{
		Seen: e.Error() + ":\n  " + strings.Join(e.candidates, "\n  "), Todo: todo, At: e.at,
	}
}
