package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// readTimeout is how long a read may take if the configuration sets no timeout.
const readTimeout = 5 * time.Minute

// A reading is one Read of a data source: its arguments, and the results, which are set value by value. A computed
// attribute that is not set is null.
type reading struct {
	config  tfsdk.Config
	diags   *diag.Diagnostics
	state   *tfsdk.State // to write to; nil if [server] writes the results
	results results
}

func newReading(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) *reading {
	r := &reading{config: req.Config, diags: &resp.Diagnostics, results: resultsOf(ctx)}
	if r.results == nil {
		r.state, r.results = &resp.State, results{}
	}
	return r
}

// addError adds the diagnostic of an error. It points at the argument at fault or, if none is known to be, at the given
// one.
func (r *reading) addError(doing string, at path.Path, err error) {
	addError(r.diags, failure{doing: doing, at: at, config: r.config.Raw, err: err})
}

// argument returns one argument. Null becomes the zero value of T; with a pointer or a slice, that is nil.
func argument[T any](ctx context.Context, r *reading, name string) T {
	var value T
	r.diags.Append(r.config.GetAttribute(ctx, path.Root(name), &value)...)
	return value
}

// getString returns a string argument, or "" if it is left out.
func (r *reading) getString(ctx context.Context, name string) string {
	if s := argument[*string](ctx, r, name); s != nil {
		return *s
	}
	return ""
}

// getUser returns the user whose data is read: a key, or [graph.Self]. It checks again that the argument is set, since
// it may have been unknown at validation.
func (r *reading) getUser(ctx context.Context) string {
	user := r.getString(ctx, "user")
	if user == "" && !r.failed() {
		addNobody(r.diags, path.Root("user"))
	}
	return subject(user)
}

// subject returns the key of a user that an argument names: [graph.Self] in any case of letters, or the value itself.
func subject(value string) string {
	if strings.EqualFold(value, graph.Self) {
		return graph.Self
	}
	return value
}

// getStrings returns a list of strings, or nil if it is left out.
func (r *reading) getStrings(ctx context.Context, name string) []string {
	return argument[[]string](ctx, r, name)
}

// getBool returns a boolean argument, or false if it is left out.
func (r *reading) getBool(ctx context.Context, name string) bool {
	b := argument[*bool](ctx, r, name)
	return b != nil && *b
}

// getNumber returns a number, or 0 if it is left out.
func (r *reading) getNumber(ctx context.Context, name string) int {
	if n := argument[*int64](ctx, r, name); n != nil {
		return int(*n)
	}
	return 0
}

// bounded returns a context that ends after the read timeout. What the read took is logged when it is canceled.
func (r *reading) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	limit, diags := argument[timeouts.Value](ctx, r, "timeouts").Read(ctx, readTimeout)
	r.diags.Append(diags...)
	if limit <= 0 {
		r.diags.AddAttributeError(path.Root("timeouts").AtName("read"), "No time to read", fmt.Sprintf(
			"The read timeout is %s.\n\nWhat to do: set it to a longer time, as in timeouts = { read = \"5m\" }.", limit))
	}
	ctx, tally := graph.WithTally(ctx)
	bounded, cancel := context.WithTimeout(ctx, limit)
	return bounded, func() {
		cancel()
		n := tally.Counts()
		tflog.Debug(ctx, "Microsoft Graph read", map[string]any{
			"calls": n.Calls, "requests": n.Requests, "retries": max(n.Requests-n.Calls, 0), "pages": n.Pages, "rows": n.Rows,
			"seconds_waited": n.Waited.Seconds(),
		})
	}
}

// failed reports whether there is an error, so that nothing is left to do.
func (r *reading) failed() bool { return r.diags.HasError() }

// settle sets exists and missing_reason, or adds an error, and reports whether there is a result to set. With
// ignore_missing, it is no error that something does not exist.
func (r *reading) settle(ctx context.Context, doing string, at path.Path, err error) bool {
	absence, absent := errors.AsType[explain.Absence](err)
	switch {
	case absent && r.getBool(ctx, "ignore_missing"):
		r.setString("missing_reason", absence.Absent())
	case err != nil:
		r.addError(doing, at, err)
	}
	r.setBool("exists", err == nil)
	return err == nil
}

// atUser returns the path of the argument that names the user, or none for the signed-in person, who is not at fault.
func atUser(user string) path.Path {
	if user == graph.Self {
		return path.Empty()
	}
	return path.Root("user")
}

// set sets an attribute of the result.
func (r *reading) set(name string, value encoded) { r.results[name] = value }

func (r *reading) setBool(name string, value bool)        { r.set(name, columns.BoolValue(value)) }
func (r *reading) setInt(name string, value int64)        { r.set(name, columns.IntValue(value)) }
func (r *reading) setString(name, value string)           { r.set(name, columns.StringValue(value)) }
func (r *reading) setStrings(name string, value []string) { r.set(name, columns.StringsValue(value)) }

// isNull reports whether an attribute is null.
func (r *reading) isNull(name string) bool {
	value, set := r.results[name].(columns.Value)
	return !set || value.IsNull()
}

// setObject sets the attributes of a table to the values of one object.
func (r *reading) setObject(doing string, encoder *columns.Encoder, object []byte) {
	values, err := encoder.Values(object)
	if err != nil {
		r.addError(doing, path.Empty(), encoding("", err))
		return
	}
	for name, value := range values {
		r.set(name, value)
	}
}

// setNested sets an attribute to one object.
func (r *reading) setNested(name string, table columns.Table, object []byte) {
	value, err := table.Value(object)
	if err != nil {
		r.addError("read "+name, path.Empty(), encoding("", err))
		return
	}
	r.set(name, value)
}

// done writes the results, unless [server] does.
func (r *reading) done(ctx context.Context) {
	if r.failed() || r.state == nil {
		return
	}
	var values map[string]tftypes.Value
	if err := r.config.Raw.As(&values); err != nil {
		r.addError("read the configuration", path.Empty(), err)
		return
	}
	for name, result := range r.results {
		var err error
		if values[name], err = result.Value(); err != nil {
			r.addError("decode "+name, path.Root(name), err)
			return
		}
	}
	r.state.Raw = tftypes.NewValue(r.state.Schema.Type().TerraformType(ctx), values)
}
