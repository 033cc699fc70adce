package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var _ datasource.DataSourceWithConfigure = (*organizationDataSource)(nil)

func newOrganizationDataSource() datasource.DataSource {
	return &organizationDataSource{dataSource{
		name: "organization", calls: []permission.Call{permission.Organization},
		shows: shown{organizationColumns, permission.TenantProfile},
	}}
}

type organizationDataSource struct{ dataSource }

func (d *organizationDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Reads the tenant: its id, name and domains.",
			"`User.Read` gives access to `id`, `display_name` and the domains only; Graph leaves the other attributes null."),
		Attributes: withTimeouts(ctx, organizationColumns.Attributes()),
	}
}

func (d *organizationDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	const doing = "read the organization"
	r := newReading(ctx, req, resp)
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	organization, err := d.only(ctx)
	if err != nil {
		r.addError(doing, path.Empty(), err)
		return
	}
	r.setObject(doing, organizationColumns.Encoder(), organization)
	d.warnOfNulls(ctx, r, nil, r.isNull)
	r.done(ctx)
}

// only returns the one organization that the list has.
func (d *organizationDataSource) only(ctx context.Context) (json.RawMessage, error) {
	var found []json.RawMessage
	for organization, err := range d.client.List(ctx, graph.Request{
		Call: permission.Organization.Name, Path: "/organization",
		Query: graph.Query{Select: organizationColumns.Select()},
	}) {
		if err != nil {
			return nil, err
		}
		found = append(found, slices.Clone(organization))
	}
	if len(found) != 1 {
		return nil, fmt.Errorf("GET /organization returned %d organizations instead of one", len(found))
	}
	return found[0], nil
}
