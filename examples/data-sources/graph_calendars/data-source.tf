terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_calendars" "mine" {
  user = "me"
}

output "calendars" {
  value = { for calendar in data.graph_calendars.mine.calendars : calendar.name => calendar.id }
}
