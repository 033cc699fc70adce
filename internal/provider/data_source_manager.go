package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

var _ datasource.DataSourceWithConfigure = (*managerDataSource)(nil)

func newManagerDataSource() datasource.DataSource { return &managerDataSource{} }

type managerDataSource struct{ dataSource }

func (d *managerDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_manager"
}

var isLevels = regexp.MustCompile(`^(max|[1-9]\d{0,2}|1000)$`)

func (d *managerDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: documented("Reads whom a person reports to: the direct manager in one request, or the chain of managers in one request.",
			"Nobody above is no error: `manager` is null and `chain` empty.", "GET /me/manager", "GET /users/{id}/manager"),
		Attributes: withTimeouts(ctx, missingArguments(), map[string]schema.Attribute{
			"user": userArgument(),
			"levels": schema.StringAttribute{
				Optional:            true,
				MarkdownDescription: "How far to follow the chain: a number from 1 to 1000, or `max`. Left out, only the direct manager is read.",
				Validators:          []validator.String{stringvalidator.RegexMatches(isLevels, `must be a number from 1 to 1000, or "max"`)},
			},
			"manager": schema.SingleNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The direct manager, or null.",
				Attributes:          personColumns.Attributes(),
			},
			"chain": personColumns.List("The managers, the nearest first, as far as `levels` says."),
		}),
	}
}

func (d *managerDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	r := newReading(req, resp)
	user, levels := r.text(ctx, "user"), r.text(ctx, "levels")
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	above, err := d.managers(ctx, user, levels)
	if r.found(ctx, "read the manager", "user", user, err) {
		r.setChain(ctx, above)
	}
	r.done(ctx)
}

// managers reads as much of the chain as levels says; left out, it is one.
func (d *managerDataSource) managers(ctx context.Context, user, levels string) (chain, error) {
	if levels == "" {
		return climb(ctx, d.client, user, 1)
	}
	person, err := graph.Get[json.RawMessage](ctx, d.client, withManagers(user, []string{"id"}, levels))
	if err == nil {
		return unfold(person)
	}
	if !refused(err) {
		return chain{}, err
	}
	most, notNumber := strconv.Atoi(levels)
	if notNumber != nil {
		most = maxLevels
	}
	return climb(ctx, d.client, user, most)
}

// setChain gives the result the managers that were found.
func (r *reading) setChain(ctx context.Context, above chain) {
	rows := personColumns.Rows()
	for i, person := range above.people {
		if i == 0 {
			r.setNested("manager", personColumns, person)
		}
		if err := rows.Add([]byte(person)); err != nil {
			addError(r.diags, "read the manager", path.Empty(), inList("chain", err))
			return
		}
	}
	r.setList(ctx, "chain", rows)
	addCycle(r.diags, above)
}

// addCycle warns that the directory has people who report to themselves in the end.
func addCycle(diags *diag.Diagnostics, above chain) {
	if above.cycle != "" {
		diags.AddAttributeWarning(path.Root("levels"), "The chain of managers is a circle", fmt.Sprintf(
			"The chain came back to %s, whom it had met before, and was cut there after %d managers.\n\nWhat to do: correct in the directory who reports to whom.", above.cycle, len(above.people)))
	}
}
