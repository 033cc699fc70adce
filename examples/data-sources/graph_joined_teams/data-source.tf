terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# The teams of the signed-in person.
data "graph_joined_teams" "mine" {
  user = "me"
}

# The teams of another user.
data "graph_joined_teams" "adele" {
  user = "AdeleV@contoso.com"
}

output "my_active_teams" {
  value = [for team in data.graph_joined_teams.mine.teams : team.display_name if team.is_archived != true]
}
