terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_memberships" "adele" {
  user       = "AdeleV@contoso.com"
  transitive = true
}

output "groups" {
  value = data.graph_memberships.adele.groups[*].display_name
}

output "roles" {
  value = data.graph_memberships.adele.directory_roles[*].display_name
}
