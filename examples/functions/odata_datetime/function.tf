terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# The users who were created since a day, and those of the last 30 days.
data "graph_users" "since" {
  filter = "createdDateTime ge ${provider::graph::odata_datetime("2023-01-01")}"
}

data "graph_users" "new" {
  filter = "createdDateTime ge ${provider::graph::odata_datetime(timeadd(plantimestamp(), "-720h"))}"
}

output "since" {
  value = data.graph_users.since.users[*].user_principal_name
}

output "new" {
  value = data.graph_users.new.users[*].user_principal_name
}
