terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_me" "current" {}

output "owner" {
  value = "${data.graph_me.current.display_name} <${data.graph_me.current.mail}>"
}

# Properties that have no attribute are returned as JSON.
data "graph_me" "profile" {
  additional_properties = ["skills"]
}

output "skills" {
  value = jsondecode(data.graph_me.profile.additional_json).skills
}
