terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_users" "guests" {
  filter = "userType eq 'Guest'"
}

output "addresses" {
  value = compact([for user in data.graph_users.guests.users : provider::graph::guest_mail(user.user_principal_name)])
}
