terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# The mail addresses of everybody in a group, and in the groups that it contains.
data "graph_group" "deployers" { display_name = "sg-production-deployers" }
data "graph_group_members" "deployers" {
  group      = data.graph_group.deployers.id
  transitive = true
}

output "mails" { value = compact(data.graph_group_members.deployers.users[*].mail) }
