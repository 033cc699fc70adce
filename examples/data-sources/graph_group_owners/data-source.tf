terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_group" "engineering" {
  mail = "engineering@contoso.com"
}

data "graph_group_owners" "engineering" {
  group = data.graph_group.engineering.id
}

output "owners" {
  value = data.graph_group_owners.engineering.users[*].display_name
}
