package provider

import (
	"context"
	"errors"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

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

// results takes the encoded values of one read, by attribute. They are written only when the response is put together,
// so that no copy is needed: a list may take most of the memory.
type results map[string]encoded

type resultsKey struct{}

// in returns a context from which [resultsOf] returns the results. The framework passes nothing else through to a data
// source.
func (r results) in(ctx context.Context) context.Context {
	return context.WithValue(ctx, resultsKey{}, r)
}

// resultsOf returns the results of a read, or nil if the framework's server is not wrapped by [server].
func resultsOf(ctx context.Context) results {
	r, _ := ctx.Value(resultsKey{}).(results)
	return r
}

// splice returns an encoded configuration in which the results have taken the places of their attributes. It returns a
// diagnostic instead if that would be too large for a response.
func (r results) splice(config object) ([]byte, *tfprotov6.Diagnostic, error) {
	size, found := config.size(), 0
	for _, a := range config {
		if value, set := r[a.name]; set {
			found++
			if size += value.Size() - len(a.value); size > maxResponse {
				return nil, tooLarge(a.name, size), nil
			}
		}
	}
	if found < len(r) {
		return nil, nil, errors.New("the schema lacks an attribute that was read")
	}
	spliced := config.appendHead(make([]byte, 0, size))
	for _, a := range config {
		spliced = append(spliced, a.key...)
		if value, set := r[a.name]; set {
			spliced = value.AppendTo(spliced)
		} else {
			spliced = append(spliced, a.value...)
		}
	}
	return spliced, nil, nil
}

// tooLarge returns the error for the attribute with which a response becomes too large. The arguments are in the
// response too, and may be long lists of keys.
func tooLarge(name string, size int) *tfprotov6.Diagnostic {
	advice := (&tooLargeError{list: name, size: size}).Explain()
	return &tfprotov6.Diagnostic{
		Severity: tfprotov6.DiagnosticSeverityError, Summary: "Cannot read " + name, Detail: advice.String(),
		Attribute: tftypes.NewAttributePath().WithAttributeName(name),
	}
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
	seen := fmt.Sprintf("%d objects were read, and %d of them fit into a response: a provider can send at most 256 MiB "+
		"to the CLI.", e.rows+1, e.rows)
	if e.rows == 0 {
		seen = fmt.Sprintf("The result, with the arguments, has %d MiB, and a provider can send at most 256 MiB to the CLI.",
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
