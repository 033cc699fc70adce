terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# Warns during a change freeze, which is an event with that category in a calendar of the operations team. Inside a check
# block, a calendar that cannot be read is only a warning, too.
check "change_freeze" {
  data "graph_calendar_view" "operations" {
    user          = "AdeleV@contoso.com"
    calendar_name = "Change windows"
    start         = plantimestamp()
    end           = timeadd(plantimestamp(), "1h")
  }

  assert {
    condition = !anytrue([
      for event in data.graph_calendar_view.operations.events :
      contains(event.categories, "Change freeze") && event.is_cancelled != true
    ])
    error_message = "A change freeze is on: see the calendar of the operations team before you apply."
  }
}

# The meetings of the signed-in person in a week of March, with times in the time zone of Berlin.
data "graph_calendar_view" "week" {
  user      = "me"
  start     = "2026-03-02T00:00:00+01:00"
  end       = "2026-03-09T00:00:00+01:00"
  time_zone = "Europe/Berlin"
}

output "meetings" {
  value = [for event in data.graph_calendar_view.week.events : "${event.start.date_time} ${event.subject}" if !event.is_cancelled]
}
