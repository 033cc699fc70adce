terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# The teams of many people, of whom some have no licence for Microsoft Teams.
data "graph_users" "everybody" { all = true }
data "graph_joined_teams" "each" {
  for_each       = toset([for user in data.graph_users.everybody.users : user.id if user.account_enabled])
  user           = each.key
  ignore_missing = true
}

output "without" { value = [for id, person in data.graph_joined_teams.each : id if !person.exists] }
