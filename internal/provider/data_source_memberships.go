package provider

import (
	"context"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/people"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var _ datasource.DataSourceWithConfigure = (*membershipsDataSource)(nil)

func newMembershipsDataSource() datasource.DataSource {
	return &membershipsDataSource{dataSource{name: "memberships", calls: []permission.Call{
		permission.MemberOf.Me, permission.TransitiveMemberOf.Me,
		permission.MemberOf.User, permission.TransitiveMemberOf.User,
	}}}
}

type membershipsDataSource struct{ dataSource }

// roleColumns holds the properties of directory roles.
var roleColumns = columns.Table{
	columns.String("id", "Object id of the role in this tenant, a GUID."),
	columns.String("displayName", "Name, such as `Global Reader`."),
	columns.String("description", "Description."),
	columns.String("roleTemplateId", "Id of the role in every tenant, a GUID."),
}

// unitColumns holds the properties of administrative units.
var unitColumns = columns.Table{
	columns.String("id", "Object id of the administrative unit, a GUID."),
	columns.String("displayName", "Name."),
	columns.String("description", "Description."),
	columns.String("visibility", "`HiddenMembership`, or null."),
}

func (d *membershipsDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Lists what a person is a member of: groups, directory roles, administrative units.",
			"Graph leaves out groups with hidden membership, unless the token has `Member.Read.Hidden`, so that a group that "+
				"is not listed does not prove that the person is not a member."),
		Attributes: withTimeouts(ctx, missingArguments("user"), map[string]schema.Attribute{
			"user": userArgument(),
			"transitive": schema.BoolAttribute{
				Optional: true,
				MarkdownDescription: "Whether to list the groups that contain these groups too, on all levels. Defaults to " +
					"`false`.",
			},
			"groups":               groupColumns.List("The groups, in the order of their ids."),
			"directory_roles":      roleColumns.List("The directory roles, in the order of their ids."),
			"administrative_units": unitColumns.List("The administrative units, in the order of their ids."),
		}),
	}
}

func (d *membershipsDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	r := newReading(ctx, req, resp)
	user := r.getUser(ctx)
	call, path := permission.MemberOf, "/memberOf"
	if r.getBool(ctx, "transitive") {
		call, path = permission.TransitiveMemberOf, "/transitiveMemberOf"
	}
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	var found memberships
	err := fromStart(func() error {
		found = newMemberships()
		return found.read(d.client.List(ctx, graph.Request{
			Call: call.For(user == graph.Self).Name, Path: graph.User(user) + path,
			Query: graph.Query{Select: found.properties(), Top: membersPage},
		}))
	})
	if r.settle(ctx, "list the memberships", atUser(user), people.Absent(user, err)) {
		for _, list := range found {
			r.set(list.name, list.rows.Pick(byID(list.ids)))
		}
	}
	r.done(ctx)
}

// memberships are the lists of memberships, by the type of Graph.
type memberships map[string]*typedList

// A typedList is the objects of one type.
type typedList struct {
	name  string // of the attribute
	table columns.Table
	rows  *columns.Rows
	ids   []string
}

func newMemberships() memberships {
	list := func(name string, table columns.Table) *typedList {
		return &typedList{name: name, table: table, rows: table.Rows()}
	}
	return memberships{
		"group": list("groups", groupColumns), "directoryRole": list("directory_roles", roleColumns),
		"administrativeUnit": list("administrative_units", unitColumns),
	}
}

// properties returns what to ask Graph for: the properties of all types.
func (m memberships) properties() []string {
	return groupColumns.Select(append(roleColumns.Properties(), unitColumns.Properties()...)...)
}

// read encodes the objects as they arrive. Objects of other types, which Graph does not document here, are left out.
func (m memberships) read(objects graph.Items) error {
	for object, err := range objects {
		if err != nil {
			return err
		}
		list, known := m[objectType(object)]
		if !known {
			continue
		}
		row, err := list.rows.Add(jsontext.Value(object))
		if err != nil {
			return encoding(list.name, err)
		}
		list.ids = append(list.ids, row.String("id"))
	}
	return nil
}
