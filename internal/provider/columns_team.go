package provider

import "github.com/graph-data/terraform-provider-graph/internal/columns"

// teamColumns holds the properties that have a value when teams are listed; Graph leaves the others null then.
var teamColumns = columns.Table{
	columns.String("id", "Id of the team and of its Microsoft 365 group."),
	columns.String("displayName", "Name."),
	columns.String("description", "Description; may be empty."),
	columns.Bool("isArchived", "Whether the team is archived."),
	columns.String("tenantId", "Id of the tenant that the team belongs to."),
}
