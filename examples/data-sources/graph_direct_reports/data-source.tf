terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_direct_reports" "team" {
  user = "JohannaL@contoso.com"
}

# Organizational contacts cannot sign in, so only users are listed.
output "members" {
  value = [for person in data.graph_direct_reports.team.reports : person.id if person.type == "user"]
}
