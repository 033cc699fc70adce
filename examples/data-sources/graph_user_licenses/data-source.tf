terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_user_licenses" "adele" {
  user = "AdeleV@contoso.com"
}

output "products" {
  value = data.graph_user_licenses.adele.licenses[*].sku_part_number
}
