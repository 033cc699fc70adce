terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_client_config" "current" {}

output "signed_in" {
  value = "${data.graph_client_config.current.kind} ${data.graph_client_config.current.object_id}"
}
