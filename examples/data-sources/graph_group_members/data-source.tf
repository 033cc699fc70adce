terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_group" "deployers" {
  display_name = "sg-production-deployers"
}

# The people of the group and of the groups in it, on all levels.
data "graph_group_members" "deployers" {
  group      = data.graph_group.deployers.id
  transitive = true
}

output "addresses" {
  value = compact(data.graph_group_members.deployers.users[*].mail)
}

output "nested_groups" {
  value = [for object in data.graph_group_members.deployers.others : object.display_name if object.type == "group"]
}
