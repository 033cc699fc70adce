terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# Many groups by name. Fifty names cost four requests.
data "graph_groups" "teams" {
  display_names = ["Engineering", "Sales"]
}

# The groups that a filter finds.
data "graph_groups" "security" {
  filter = "startsWith(displayName,'sg-') and securityEnabled eq true"
}

output "group_ids" {
  value = { for group in data.graph_groups.teams.groups : group.display_name => group.id }
}

output "security_groups" {
  value = data.graph_groups.security.groups[*].display_name
}
