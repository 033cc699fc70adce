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

output "team" {
  value = data.graph_team.retail.web_url
}
