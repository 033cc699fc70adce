terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_subscribed_skus" "tenant" {}

output "free" {
  value = { for sku in data.graph_subscribed_skus.tenant.skus : sku.sku_part_number => sku.free }
}
