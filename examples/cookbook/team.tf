terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# The members of a team, and a channel by its name.
data "graph_team" "retail" { display_name = "Retail Leaders" }
data "graph_team_members" "retail" { team = data.graph_team.retail.id }
data "graph_team_channels" "retail" { team = data.graph_team.retail.id }

output "members" { value = data.graph_team_members.retail.members[*].mail }
output "channel" { value = one([for channel in data.graph_team_channels.retail.channels : channel.id if channel.display_name == "Numbers"]) }
