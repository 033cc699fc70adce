terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

variable "name" {
  type    = string
  default = "Siobhán O'Brien"
}

data "graph_users" "named" {
  filter = "displayName eq ${provider::graph::odata_quote(var.name)}"
}

output "named" {
  value = data.graph_users.named.users[*].user_principal_name
}
