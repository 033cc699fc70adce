terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# Who runs this, for a tag: the person, or the application of a pipeline. It makes no request to Microsoft Graph.
data "graph_client_config" "current" {}

output "created_by" { value = coalesce(data.graph_client_config.current.user_principal_name, data.graph_client_config.current.client_id) }
