package provider

import "github.com/graph-data/terraform-provider-graph/internal/columns"

// teamColumns holds the properties that have a value when teams are listed; Graph leaves the others null then.
var teamColumns = columns.Table{
	columns.Text("id", "Id of the team, which is that of its Microsoft 365 group."),
	columns.Text("displayName", "Name."),
	columns.Text("description", "Description; may be empty."),
	columns.Flag("isArchived", "Whether the team is archived."),
	columns.Text("tenantId", "Id of the tenant that the team belongs to."),
}
