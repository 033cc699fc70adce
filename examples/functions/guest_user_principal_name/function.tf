terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_user" "guest" {
  user_principal_name = provider::graph::guest_user_principal_name("MeganB@adatum.com", "contoso.com")
}

output "guest" {
  value = data.graph_user.guest.display_name
}
