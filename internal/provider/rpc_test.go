package provider_test

import (
	"fmt"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/golden"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/provider"
	"github.com/graph-data/terraform-provider-graph/internal/tenant"
)

// TestMain isolates the tests from the developer's own tenant and sessions.
func TestMain(m *testing.M) {
	os.Exit(tenant.Main(m))
}

// values is a configuration or a result in plain Go: strings, booleans, numbers, []any and values; nil stands for null.
type values = map[string]any

// An rpc calls the provider as a CLI does, but without one, so that a test sees the requests of exactly one read.
type rpc struct {
	server  tfprotov6.ProviderServer
	schemas *tfprotov6.GetProviderSchemaResponse
}

// newRPC returns a provider that is not configured.
func newRPC(t testing.TB) *rpc {
	t.Helper()
	s := &rpc{server: provider.Server("test")()}
	var err error
	if s.schemas, err = s.server.GetProviderSchema(t.Context(), &tfprotov6.GetProviderSchemaRequest{}); err != nil {
		t.Fatal(err)
	}
	return s
}

// connect returns a configured provider. Diagnostics fail the test.
func connect(t testing.TB, config values) *rpc {
	t.Helper()
	s := newRPC(t)
	if text := s.configure(t, config); text != "" {
		t.Fatalf("configure: got %s, want no diagnostics", text)
	}
	return s
}

// asPerson returns a configuration that signs Adele in to an emulator. Without scopes her token has the usual ones.
func asPerson(srv *graphemu.TestServer, scopes ...string) values {
	return values{"graph_endpoint": srv.URL, "access_token": srv.PersonToken("", scopes...)}
}

// asApplication returns a configuration that signs the registered application in to an emulator.
func asApplication(srv *graphemu.TestServer) values {
	return values{
		"graph_endpoint": srv.URL, "authority_host": srv.URL,
		"tenant_id": graphemu.TenantID, "client_id": graphemu.ClientID, "client_secret": graphemu.ClientSecret,
	}
}

// configure configures the provider. It returns the text of the diagnostics.
func (s *rpc) configure(t testing.TB, config values) string {
	t.Helper()
	resp, err := s.server.ConfigureProvider(t.Context(), &tfprotov6.ConfigureProviderRequest{
		TerraformVersion: "1.99.0", Config: dynamic(t, s.schemas.Provider, config),
	})
	if err != nil {
		t.Fatal(err)
	}
	return textOf(resp.Diagnostics)
}

// read validates and reads a data source. It returns the result, or the text of the diagnostics.
func (s *rpc) read(t *testing.T, name string, config values) (values, string) {
	t.Helper()
	if s.schemas.DataSourceSchemas[name] == nil {
		t.Fatalf("there is no data source %s", name)
	}
	if text := s.validate(t, name, config); text != "" {
		return nil, text
	}
	result, text := s.readAnyway(t, name, config)
	if text != "" {
		return nil, text
	}
	return result, ""
}

// readAnyway reads a data source. It returns the text of the diagnostics and, unless there is an error, the result.
func (s *rpc) readAnyway(t *testing.T, name string, config values) (values, string) {
	t.Helper()
	schema := s.schemas.DataSourceSchemas[name]
	wire := dynamic(t, schema, config)
	resp, err := s.server.ReadDataSource(t.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: name, Config: wire})
	if err != nil {
		t.Fatal(err)
	}
	text := textOf(resp.Diagnostics)
	if resp.State == nil || strings.Contains(text, "ERROR") {
		return nil, text
	}
	state, err := resp.State.Unmarshal(schema.ValueType())
	if err != nil {
		t.Fatal(err)
	}
	result, ok := goValue(t, state).(values)
	if !ok {
		t.Fatalf("result = %s, want an object", state)
	}
	return result, text
}

// validate returns the text of the diagnostics for a configuration, which may have unknown values. It also checks that
// the framework alone, which sees all attributes, has the same diagnostics.
func (s *rpc) validate(t *testing.T, name string, config values) string {
	t.Helper()
	req := &tfprotov6.ValidateDataResourceConfigRequest{
		TypeName: name, Config: dynamic(t, s.schemas.DataSourceSchemas[name], config),
	}
	got := diagnosticsOf(t, s.server, req)
	want := diagnosticsOf(t, providerserver.NewProtocol6(provider.New("test")())(), req)
	// The framework checks the attributes in no order.
	order := func(a, b *tfprotov6.Diagnostic) int {
		return strings.Compare(textOf([]*tfprotov6.Diagnostic{a}), textOf([]*tfprotov6.Diagnostic{b}))
	}
	got, want = slices.SortedFunc(slices.Values(got), order), slices.SortedFunc(slices.Values(want), order)
	if textOf(got) != textOf(want) {
		t.Errorf("got %s, but the framework alone has %s", textOf(got), textOf(want))
	}
	return textOf(got)
}

// diagnosticsOf returns the diagnostics of a server for a configuration.
func diagnosticsOf(
	t *testing.T, server tfprotov6.ProviderServer, req *tfprotov6.ValidateDataResourceConfigRequest,
) []*tfprotov6.Diagnostic {
	t.Helper()
	resp, err := server.ValidateDataResourceConfig(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	return resp.Diagnostics
}

// mustRead is like [rpc.read] but fails the test on any diagnostic.
func (s *rpc) mustRead(t *testing.T, name string, config values) values {
	t.Helper()
	result, text := s.read(t, name, config)
	if text != "" {
		t.Fatalf("%s: got %s, want no diagnostics", name, text)
	}
	return result
}

// textOf returns diagnostics as a person sees them: severity, path, summary and detail.
func textOf(diagnostics []*tfprotov6.Diagnostic) string {
	var b strings.Builder
	for _, d := range diagnostics {
		where := ""
		if d.Attribute != nil && len(d.Attribute.Steps()) > 0 {
			where = " at " + d.Attribute.String()
		}
		fmt.Fprintf(&b, "%s%s: %s\n\n%s\n", d.Severity, where, d.Summary, d.Detail)
	}
	return b.String()
}

// compareText compares the text of diagnostics with a golden file.
func compareText(t *testing.T, name, got string) {
	t.Helper()
	golden.Equal(t, "diagnostics/"+name+".txt", got)
}

// dynamic returns a configuration in the form that a CLI sends.
func dynamic(t testing.TB, schema *tfprotov6.Schema, config values) *tfprotov6.DynamicValue {
	t.Helper()
	wire, err := tfprotov6.NewDynamicValue(schema.ValueType(), wireValue(t, schema.ValueType(), config))
	if err != nil {
		t.Fatal(err)
	}
	return &wire
}

// unknown stands for a value that is known only at apply.
type unknown struct{}

// wireValue converts a plain Go value to a type of the schema. Attributes that an object lacks are null.
func wireValue(t testing.TB, typ tftypes.Type, value any) tftypes.Value {
	t.Helper()
	switch v := value.(type) {
	case nil:
		return tftypes.NewValue(typ, nil)
	case unknown:
		return tftypes.NewValue(typ, tftypes.UnknownValue)
	case []string:
		list := make([]any, len(v))
		for i, s := range v {
			list[i] = s
		}
		return wireValue(t, typ, list)
	case []any:
		element, ok := typ.(tftypes.List)
		if !ok {
			t.Fatalf("%s is not a list type", typ)
		}
		list := make([]tftypes.Value, len(v))
		for i := range v {
			list[i] = wireValue(t, element.ElementType, v[i])
		}
		return tftypes.NewValue(typ, list)
	case values:
		if mapType, isMap := typ.(tftypes.Map); isMap {
			elements := map[string]tftypes.Value{}
			for name, element := range v {
				elements[name] = wireValue(t, mapType.ElementType, element)
			}
			return tftypes.NewValue(typ, elements)
		}
		object, ok := typ.(tftypes.Object)
		if !ok {
			t.Fatalf("%s is not an object type", typ)
		}
		attributes := map[string]tftypes.Value{}
		for name, attribute := range object.AttributeTypes {
			attributes[name] = wireValue(t, attribute, v[name])
		}
		for name := range v {
			if _, known := attributes[name]; !known {
				t.Fatalf("there is no attribute %s", name)
			}
		}
		return tftypes.NewValue(typ, attributes)
	default:
		return tftypes.NewValue(typ, v)
	}
}

// goValue is the inverse of wireValue.
func goValue(t *testing.T, value tftypes.Value) any {
	t.Helper()
	if value.IsNull() {
		return nil
	}
	into := func(target any) {
		t.Helper()
		if err := value.As(target); err != nil {
			t.Fatal(err)
		}
	}
	switch value.Type().(type) {
	case tftypes.Object, tftypes.Map:
		var attributes map[string]tftypes.Value
		into(&attributes)
		object := values{}
		for name, v := range attributes {
			object[name] = goValue(t, v)
		}
		return object
	case tftypes.List, tftypes.Tuple:
		var elements []tftypes.Value
		into(&elements)
		list := make([]any, len(elements))
		for i, v := range elements {
			list[i] = goValue(t, v)
		}
		return list
	}
	switch {
	case value.Type().Is(tftypes.Bool):
		var b bool
		into(&b)
		return b
	case value.Type().Is(tftypes.Number):
		var n big.Float
		into(&n)
		f, _ := n.Float64()
		return f
	default:
		var s string
		into(&s)
		return s
	}
}

// pick returns an attribute of each object in a list.
func pick(t *testing.T, list any, attribute string) []any {
	t.Helper()
	objects, ok := list.([]any)
	if !ok {
		t.Fatalf("%v is not a list", list)
	}
	picked := make([]any, len(objects))
	for i, o := range objects {
		object, ok := o.(values)
		if !ok {
			t.Fatalf("%v is not an object", o)
		}
		picked[i] = object[attribute]
	}
	return picked
}
