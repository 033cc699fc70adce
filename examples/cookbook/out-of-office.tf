terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# Whether the signed-in person is away, and until when.
data "graph_mailbox_settings" "mine" { user = "me" }

locals {
  mailbox = data.graph_mailbox_settings.mine
  end     = local.mailbox.automatic_replies.status == "scheduled" ? local.mailbox.automatic_replies.end_utc : "without an end"
}

output "away_until" { value = local.mailbox.out_of_office ? local.end : "here" }
