terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_team" "retail" {
  display_name = "Retail Leaders"
}

data "graph_team_channels" "retail" {
  team = data.graph_team.retail.id
}

locals {
  channels = { for channel in data.graph_team_channels.retail.channels : channel.display_name => channel.id }
}

output "numbers" {
  value = local.channels["Numbers"]
}
