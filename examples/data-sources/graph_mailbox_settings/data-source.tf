terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_mailbox_settings" "approver" {
  user = "me"
}

output "away" {
  value = data.graph_mailbox_settings.approver.out_of_office
}
