terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# The manager of the signed-in person.
data "graph_manager" "mine" {
  user = "me"
}

# The whole chain of managers of another user, the nearest first.
data "graph_manager" "chain" {
  user   = "AdeleV@contoso.com"
  levels = "max"
}

output "escalation" {
  value = [for person in data.graph_manager.chain.chain : "${person.display_name} <${person.mail}>"]
}

# Who has no manager has null.
output "manager" {
  value = try(data.graph_manager.mine.manager.display_name, "nobody")
}
