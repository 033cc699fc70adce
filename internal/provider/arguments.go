package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/datasource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// readTimeout is how long a data source may take where the configuration says nothing.
const readTimeout = 5 * time.Minute

// reading is one Read of a data source: the arguments it was given, and the result that it sets value by value. What
// it does not set is as in the configuration, so a computed attribute that is not set is null.
type reading struct {
	config tfsdk.Config
	diags  *diag.Diagnostics
	state  *tfsdk.State
	result map[string]tftypes.Value
}

func newReading(req datasource.ReadRequest, resp *datasource.ReadResponse) *reading {
	r := &reading{config: req.Config, diags: &resp.Diagnostics, state: &resp.State}
	if err := req.Config.Raw.As(&r.result); err != nil {
		addError(r.diags, "read the configuration", path.Empty(), err)
	}
	return r
}

// argument reads one argument. A null one is the zero value of T, so T is a pointer or a slice where that matters.
func argument[T any](ctx context.Context, r *reading, name string) T {
	var value T
	r.diags.Append(r.config.GetAttribute(ctx, path.Root(name), &value)...)
	return value
}

// text reads a string argument; left out, it is "".
func (r *reading) text(ctx context.Context, name string) string {
	if s := argument[*string](ctx, r, name); s != nil {
		return *s
	}
	return ""
}

// flag reads a boolean argument; left out, it is false.
func (r *reading) flag(ctx context.Context, name string) bool {
	b := argument[*bool](ctx, r, name)
	return b != nil && *b
}

// bounded ends the read when its time is up.
func (r *reading) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	limit, diags := argument[timeouts.Value](ctx, r, "timeouts").Read(ctx, readTimeout)
	r.diags.Append(diags...)
	if limit <= 0 {
		r.diags.AddAttributeError(path.Root("timeouts").AtName("read"), "No time to read",
			fmt.Sprintf("The read timeout is %s.\n\nWhat to do: give it some time, as in timeouts = { read = \"5m\" }.", limit))
	}
	return context.WithTimeout(ctx, limit)
}

// failed says that there is nothing to go on with.
func (r *reading) failed() bool { return r.diags.HasError() }

// found settles what a read came to, and says whether there is a result to set. What does not exist is an error at the
// argument that names it or, with ignore_missing, not; every other failure is one. The key is "" where there is nothing
// that could be missing.
func (r *reading) found(ctx context.Context, doing, argument, key string, err error) bool {
	at := path.Empty()
	if key != "" {
		at = path.Root(argument)
	}
	missing := key != "" && isMissing(err)
	switch {
	case missing && !r.flag(ctx, "ignore_missing"):
		addMissing(r.diags, at, "user", []string{key}, err)
	case err != nil && !missing:
		addError(r.diags, doing, at, err)
	}
	r.setFlag("exists", err == nil)
	return err == nil
}

// set gives an attribute of the result its value.
func (r *reading) set(name string, value tftypes.Value) { r.result[name] = value }

func (r *reading) setFlag(name string, value bool) {
	r.set(name, tftypes.NewValue(tftypes.Bool, value))
}

func (r *reading) setTexts(name string, values []string) {
	list := make([]tftypes.Value, len(values))
	for i, v := range values {
		list[i] = tftypes.NewValue(tftypes.String, v)
	}
	r.set(name, tftypes.NewValue(tftypes.List{ElementType: tftypes.String}, list))
}

// done writes the result.
func (r *reading) done(ctx context.Context) {
	if r.failed() {
		return
	}
	r.state.Raw = tftypes.NewValue(r.state.Schema.Type().TerraformType(ctx), r.result)
}

// setObject gives the attributes of a table the values of one object.
func (r *reading) setObject(doing string, encoder *columns.Encoder, object []byte) {
	values, err := encoder.Values(object)
	if err != nil {
		addError(r.diags, doing, path.Empty(), err)
		return
	}
	for name, value := range values {
		r.set(name, value)
	}
}

// setNested gives an attribute of the result the values of one object.
func (r *reading) setNested(name string, table columns.Table, object []byte) {
	values, err := table.Encoder().Values(object)
	if err != nil {
		addError(r.diags, "read "+name, path.Empty(), err)
		return
	}
	r.set(name, tftypes.NewValue(table.Type(), values))
}

// setList gives an attribute of the result the rows of a list, by way of the sink where there is one.
func (r *reading) setList(ctx context.Context, name string, rows encoded) {
	if lists := sinkOf(ctx); lists != nil {
		lists[name] = rows
		return
	}
	value, err := rows.Value()
	if err != nil {
		addError(r.diags, "encode "+name, path.Empty(), err)
		return
	}
	r.set(name, value)
}
