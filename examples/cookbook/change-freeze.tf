terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# Stops an apply during a change freeze, which is an event in a calendar.
data "graph_calendar_view" "now" {
  user          = "me"
  calendar_name = "Change windows"
  start         = plantimestamp()
  end           = timeadd(plantimestamp(), "1h")

  lifecycle {
    postcondition {
      condition     = !anytrue([for event in self.events : startswith(coalesce(event.subject, "-"), "Change freeze")])
      error_message = "There is a change freeze."
    }
  }
}
