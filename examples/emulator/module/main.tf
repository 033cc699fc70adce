# A module that says who approves a change: the owners of a group.
terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

variable "group" {
  type        = string
  description = "display name of the group whose owners approve"
}

data "graph_group" "approvers" {
  display_name = var.group
}

data "graph_group_owners" "approvers" {
  group = data.graph_group.approvers.id
}

output "approvers" {
  value = [for owner in data.graph_group_owners.approvers.users : owner.mail]
}
