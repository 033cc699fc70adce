package provider

import (
	"context"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/graph-data/terraform-provider-graph/internal/people"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var _ datasource.DataSourceWithConfigure = (*managerDataSource)(nil)

func newManagerDataSource() datasource.DataSource {
	return &managerDataSource{dataSource{
		name: "manager", calls: []permission.Call{permission.Manager.Me, permission.Manager.User},
	}}
}

type managerDataSource struct{ dataSource }

var isLevels = regexp.MustCompile(`^(max|[1-9]\d{0,2}|1000)$`)

func (d *managerDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Reads the manager of a person, or the whole chain of managers.",
			"If a person has no manager, `manager` is null and `chain` is empty. For `\"me\"`, `User.Read` may be enough."),
		Attributes: withTimeouts(ctx, missingArguments("user"), map[string]schema.Attribute{
			"user": userArgument(),
			"levels": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "How many levels of managers to read: a number from 1 to 1000, or `max`. Defaults to `1`, " +
					"the direct manager.",
				Validators: []validator.String{
					matching(isLevels, "is no number of levels", `use a number from 1 to 1000, or "max"`),
				},
			},
			"manager": schema.SingleNestedAttribute{
				Computed:            true,
				MarkdownDescription: "The direct manager, or null.",
				Attributes:          personColumns.Attributes(),
			},
			"chain": personColumns.List("The managers up to `levels`, the nearest first."),
		}),
	}
}

func (d *managerDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	r := newReading(ctx, req, resp)
	user, levels := r.getUser(ctx), r.getString(ctx, "levels")
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	managers := people.Managers{Client: d.client, Properties: personColumns.Select()}
	above, err := managers.Chain(ctx, user, levels)
	if r.settle(ctx, "read the manager", atUser(user), people.Absent(user, err)) {
		r.setChain(above)
	}
	r.done(ctx)
}

// setChain sets the managers, and warns of a circle.
func (r *reading) setChain(above people.Chain) {
	rows := personColumns.Rows()
	for i, person := range above.People {
		if i == 0 {
			r.setNested("manager", personColumns, person)
		}
		if _, err := rows.Add([]byte(person)); err != nil {
			r.addError("read the manager", path.Empty(), encoding("chain", err))
			return
		}
	}
	r.set("chain", rows)
	if above.Cycle != "" {
		r.diags.AddAttributeWarning(path.Root("levels"), "The chain of managers is circular", fmt.Sprintf(
			"The chain leads back to %s, and ends there after %d managers.\n\n"+
				"What to do: correct the managers in the directory.", above.Cycle, len(above.People)))
	}
}
