package provider

import (
	"bytes"
	"context"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/vmihailenco/msgpack/v5"
)

// server serves the framework's provider and puts encoded lists into its answers. The framework walks every value
// of a result several times, which for ten thousand users takes seconds where the encoding itself takes a twentieth of
// one. So Read does everything else the framework's way, leaves a list null and hands its bytes to a sink, which it
// finds in the context; here, where the answer is bytes already, they take the place of that null.
type server struct {
	tfprotov6.ProviderServerWithActions
}

func (s *server) ReadDataSource(ctx context.Context, req *tfprotov6.ReadDataSourceRequest) (*tfprotov6.ReadDataSourceResponse, error) {
	lists := sink{}
	resp, err := s.ProviderServerWithActions.ReadDataSource(context.WithValue(ctx, sinkKey{}, lists), req)
	if err != nil || failed(resp.Diagnostics) {
		return resp, err
	}
	for name, list := range lists {
		if size := len(resp.State.MsgPack) + list.Size(); size > maxAnswer {
			// The arguments are in the answer too, and may be long lists of keys.
			resp.Diagnostics = append(resp.Diagnostics, attributeError(name, &tooLargeError{list: name, size: size}))
			resp.State = nil
			return resp, nil
		}
		if resp.State.MsgPack, err = splice(resp.State.MsgPack, name, list); err != nil {
			return nil, err
		}
	}
	return resp, nil
}

// maxAnswer is what the plugin library sends in one answer, in bytes, without what the protocol itself takes.
const maxAnswer = 256<<20 - 64<<10

// attributeError tells of an error where the framework does not any more.
func attributeError(name string, err error) *tfprotov6.Diagnostic {
	a := explain(err)
	return &tfprotov6.Diagnostic{
		Severity: tfprotov6.DiagnosticSeverityError, Summary: "Cannot read " + name, Detail: a.String(),
		Attribute: tftypes.NewAttributePath().WithAttributeName(name),
	}
}

// failed says that a read came to nothing, so that there is no answer to put lists into.
func failed(diagnostics []*tfprotov6.Diagnostic) bool {
	return slices.ContainsFunc(diagnostics, func(d *tfprotov6.Diagnostic) bool { return d.Severity == tfprotov6.DiagnosticSeverityError })
}

// encoded is a value in wire form, which can also be read back.
type encoded interface {
	Size() int
	AppendTo(dst []byte) []byte
	Value() (tftypes.Value, error)
}

// sink takes encoded lists by the name of their attribute. They are written when it is known where to, and not before:
// one of them may take most of the memory that there is.
type sink map[string]encoded

type sinkKey struct{}

// sinkOf gives the sink of this read, or nil where the framework's server is not wrapped.
func sinkOf(ctx context.Context) sink {
	lists, _ := ctx.Value(sinkKey{}).(sink)
	return lists
}

// splice replaces one value of an encoded object.
func splice(object []byte, name string, value encoded) ([]byte, error) {
	start, end, err := locate(object, name)
	if err != nil {
		return nil, fmt.Errorf("put %s into the answer: %w", name, err)
	}
	spliced := make([]byte, 0, len(object)+value.Size())
	spliced = append(spliced, object[:start]...)
	spliced = value.AppendTo(spliced)
	return append(spliced, object[end:]...), nil
}

// locate finds where the value of an attribute begins and ends.
func locate(object []byte, name string) (start, end int, err error) {
	reader := bytes.NewReader(object)
	decoder := msgpack.NewDecoder(reader)
	attributes, err := decoder.DecodeMapLen()
	if err != nil {
		return 0, 0, err
	}
	for range attributes {
		found, err := decoder.DecodeString()
		if err != nil {
			return 0, 0, err
		}
		start = len(object) - reader.Len()
		if err := decoder.Skip(); err != nil {
			return 0, 0, err
		}
		if found == name {
			return start, len(object) - reader.Len(), nil
		}
	}
	return 0, 0, fmt.Errorf("there is no attribute %s", name)
}
