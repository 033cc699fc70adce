terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_organization" "current" {}

output "domain" {
  value = data.graph_organization.current.default_domain
}
