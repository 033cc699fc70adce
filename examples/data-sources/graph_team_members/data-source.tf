terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_team" "retail" {
  display_name = "Retail Leaders"
}

data "graph_team_members" "retail" {
  team = data.graph_team.retail.id
}

output "owners" {
  value = [for member in data.graph_team_members.retail.members : member.display_name if contains(member.roles, "owner")]
}
