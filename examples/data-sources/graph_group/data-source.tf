terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_group" "deployers" {
  display_name = "sg-production-deployers"
}

output "deployers_id" {
  value = data.graph_group.deployers.id
}
