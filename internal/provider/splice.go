package provider

import (
	"bytes"
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
)

// maxResponse is the size of the largest response that the plugin library sends, in bytes, without what the protocol
// itself adds.
const maxResponse = 256<<20 - 64<<10

// An encoded is a value in wire form, which can also be decoded again.
type encoded interface {
	Size() int // of the wire form at most, in bytes
	AppendTo(dst []byte) []byte
	Value() (tftypes.Value, error)
}

// A sink takes the encoded lists of one read. They are written only when their place in the response is known, so that
// no copy is needed: a list may take most of the memory.
type sink struct {
	names  []string // of the attributes
	values []encoded
}

type sinkKey struct{}

// in returns a context from which [sinkOf] returns the sink. The framework passes nothing else through to a data
// source.
func (s *sink) in(ctx context.Context) context.Context { return context.WithValue(ctx, sinkKey{}, s) }

// sinkOf returns the sink of a read, or nil if the framework's server is not wrapped by [server].
func sinkOf(ctx context.Context) *sink {
	s, _ := ctx.Value(sinkKey{}).(*sink)
	return s
}

// put sets an attribute to an encoded value.
func (s *sink) put(name string, value encoded) {
	s.names, s.values = append(s.names, name), append(s.values, value)
}

// check returns an error for the first list with which a response of the given size becomes too large. The arguments
// are in the response too, and may be long lists of keys.
func (s *sink) check(size int) *tfprotov6.Diagnostic {
	for i, name := range s.names {
		if size += s.values[i].Size(); size > maxResponse {
			advice := (&tooLargeError{list: name, size: size}).Explain()
			return &tfprotov6.Diagnostic{
				Severity: tfprotov6.DiagnosticSeverityError, Summary: "Cannot read " + name, Detail: advice.String(),
				Attribute: tftypes.NewAttributePath().WithAttributeName(name),
			}
		}
	}
	return nil
}

// splice returns an encoded object with the values of the sink in the place of its nulls.
func (s *sink) splice(object []byte) ([]byte, error) {
	for i, name := range s.names {
		start, end, err := locate(object, name)
		if err != nil {
			return nil, fmt.Errorf("splice %s into the response: %w", name, err)
		}
		spliced := make([]byte, 0, len(object)+s.values[i].Size())
		spliced = append(spliced, object[:start]...)
		spliced = s.values[i].AppendTo(spliced)
		object = append(spliced, object[end:]...)
	}
	return object, nil
}

// locate returns where the value of an attribute begins and ends in an encoded object.
func locate(object []byte, name string) (start, end int, err error) {
	reader := bytes.NewReader(object)
	decoder := msgpack.NewDecoder(reader)
	attributes, err := decoder.DecodeMapLen()
	if err != nil {
		return 0, 0, err
	}
	for range attributes {
		attribute, err := decoder.DecodeString()
		if err != nil {
			return 0, 0, err
		}
		start = len(object) - reader.Len()
		if err := decoder.Skip(); err != nil {
			return 0, 0, err
		}
		if attribute == name {
			return start, len(object) - reader.Len(), nil
		}
	}
	return 0, 0, fmt.Errorf("there is no attribute %s", name)
}

// A tooLargeError reports that a list does not fit into a response.
type tooLargeError struct {
	list string // the attribute
	rows int    // that fit; 0 if all rows would fit, but not together with the arguments
	size int    // of the whole response, in bytes
}

func (e *tooLargeError) Error() string { return e.list + " is too large" }

// Explain implements [explain.Explainer].
func (e *tooLargeError) Explain() explain.Advice {
	seen := fmt.Sprintf("%d objects were read, and %d of them fit into a response: a CLI accepts at most 256 MiB from a "+
		"provider.", e.rows+1, e.rows)
	if e.rows == 0 {
		seen = fmt.Sprintf("The result, with the arguments, has %d MiB, and a CLI accepts at most 256 MiB from a provider.",
			e.size>>20)
	}
	return explain.Advice{
		Seen: seen,
		Todo: "read fewer objects, with a filter, a search or a limit; or fewer attributes, with data \"graph_query\" and " +
			"select; or use several data sources that divide the objects with a filter, such as one for each first letter of " +
			"a name.",
		At: explain.Path{e.list},
	}
}
