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

output "away_until" {
  value = data.graph_mailbox_settings.mine.out_of_office ? data.graph_mailbox_settings.mine.automatic_replies.end_utc : "here"
}
