terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# The events of a calendar that is found by its name. A wrong name is an error that lists the right ones.
data "graph_calendar_view" "changes" {
  user          = "me"
  calendar_name = "change windows"
  start         = "2026-01-01T00:00:00Z"
  end           = "2026-02-01T00:00:00Z"
}

output "subjects" { value = data.graph_calendar_view.changes.events[*].subject }
