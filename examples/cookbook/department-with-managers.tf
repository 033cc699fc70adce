terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# The people of a department, each with the manager: one request for each 999 people.
data "graph_users" "department" {
  filter          = "department eq 'Sales'"
  include_manager = true
}

output "managers" {
  value = { for user in data.graph_users.department.users : user.user_principal_name => try(user.manager.display_name, "nobody") }
}
