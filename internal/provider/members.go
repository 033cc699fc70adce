package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// linkedColumns holds what all objects of a directory have.
var linkedColumns = columns.Table{
	columns.String("id", "Object id, a GUID."),
	columns.Derived("type", "@odata.type", "`group`, `device`, `servicePrincipal`, `orgContact` or another type of Graph.",
		typeName),
	columns.String("displayName", "Name; null if the token does not give access to objects of this type."),
}

// membersPage is the largest page of members that Graph allows; its own default of 100 would cost ten times the
// requests.
const membersPage = 999

// groupArgument names the group whose members or owners are read.
func groupArgument(doc string) schema.StringAttribute {
	return schema.StringAttribute{
		Required:            true,
		MarkdownDescription: doc + " `data \"graph_group\"` finds it by name.",
		Validators:          []validator.String{isGroupID},
	}
}

// peopleOf returns the attributes that show the objects at the end of a relationship.
func peopleOf(what string) map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"users": userColumns.List("The " + what + " that are users, in the order of their ids, each once."),
		"others": linkedColumns.List("The " + what + " that are not users: groups, devices, organizational contacts and " +
			"others, in the order of their ids, each once."),
	}
}

// A relation is a collection of objects of several types that belongs to a group.
type relation struct {
	doing string // such as "list the members"
	call  permission.Call
	path  string // behind the group
}

// readRelation reads the objects of a relation without a cast, so that one list has all types: from the primary store,
// in the fewest requests.
func (d *dataSource) readRelation(ctx context.Context, r *reading, rel relation) {
	group := r.getString(ctx, "group")
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	var list linkedList
	err := fromStart(func() error {
		list = linkedList{users: userColumns.Rows(), others: linkedColumns.Rows(), bare: map[string]int{}}
		return list.read(d.client.List(ctx, graph.Request{
			Call: rel.call.Name, Path: graph.Group(group) + rel.path,
			Query: graph.Query{Select: userColumns.Select(), Top: membersPage},
		}))
	})
	if r.settle(ctx, rel.doing, path.Root("group"), explain.Missing("group", "group", group, err)) {
		r.set("users", list.users.Pick(byID(list.userIDs)))
		r.set("others", list.others.Pick(byID(list.otherIDs)))
		d.warnOfMembers(ctx, r, group, list)
	}
	r.done(ctx)
}

// A linkedList is a list of objects of several types.
type linkedList struct {
	users, others     *columns.Rows
	userIDs, otherIDs []string
	bare              map[string]int // by type: objects of whom nothing but type and id came
}

// read encodes the objects as they arrive.
func (l *linkedList) read(objects graph.Items) error {
	for object, err := range objects {
		if err != nil {
			return err
		}
		typ := objectType(object)
		rows, ids, list := l.others, &l.otherIDs, "others"
		if typ == "user" {
			rows, ids, list = l.users, &l.userIDs, "users"
		}
		row, err := rows.Add(jsontext.Value(object))
		if err != nil {
			return encoding(list, err)
		}
		*ids = append(*ids, row.String("id"))
		if row.JSON("displayName").Kind() != '"' {
			l.bare[typ]++
		}
	}
	return nil
}

// objectType returns the type of an object in a collection of several types, such as "user".
func objectType(object []byte) string {
	typ, _ := typeName(columns.Find(object, "@odata.type"), nil)
	return typ
}

// memberReaders are the permissions that open the properties of members, by type.
var memberReaders = map[string]string{
	"user": "User.Read.All (or User.ReadBasic.All for the basic profile)", "group": "GroupMember.Read.All",
	"device": "Device.Read.All", "servicePrincipal": "Application.Read.All", "orgContact": "OrgContact.Read.All",
}

// warnOfMembers warns of members of whom nothing but the id came, and of an empty list that may not be the truth.
func (d *dataSource) warnOfMembers(ctx context.Context, r *reading, group string, list linkedList) {
	var missing []string
	for typ, count := range list.bare {
		if needed := memberReaders[typ]; needed != "" {
			missing = append(missing, fmt.Sprintf("%s for %d of the type %s", needed, count, typ))
		}
	}
	if len(missing) > 0 {
		slices.Sort(missing)
		r.diags.AddWarning("Members are shown by id only", fmt.Sprintf(
			"Graph returned nothing but the id of some members, without an error, which it does for lack of a permission. "+
				"These permissions show them: %s.\n\nWhat to do: grant the permission, or use ids only.",
			strings.Join(missing, "; ")))
	}
	if list.users.Len() > 0 {
		d.warnOfNulls(ctx, r, nil, func(name string) bool {
			return list.bare["user"] < list.users.Len() && nullIn(list.users)(name)
		})
	}
	if list.users.Len()+list.others.Len() == 0 {
		d.warnOfHidden(ctx, r, group)
	}
}

// warnOfHidden warns if the membership of a group is hidden, for which Graph returns an empty list without an error.
func (d *dataSource) warnOfHidden(ctx context.Context, r *reading, group string) {
	object, err := d.client.Get(ctx, graph.Request{
		Call: permission.Group.Name, Path: graph.Group(group), Query: graph.Query{Select: []string{"id", "visibility"}},
	})
	var found struct {
		Visibility string `json:"visibility"`
	}
	if err != nil || json.Unmarshal(object, &found) != nil || !strings.EqualFold(found.Visibility, "HiddenMembership") {
		return // The list is as empty as it looks, as far as can be known.
	}
	r.diags.AddAttributeWarning(path.Root("group"), "The members of the group are hidden",
		"The visibility of the group is HiddenMembership. Graph returns an empty list of its members, without an error, "+
			"unless the token has the permission Member.Read.Hidden or the signed-in person is a member.\n\n"+
			"What to do: grant Member.Read.Hidden.")
}
