terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# The first hour in which nobody is busy.
data "graph_schedule" "reviewers" {
  user             = "me"
  addresses        = ["AdeleV@contoso.com", "LeeG@contoso.com"]
  start            = "2026-01-20T08:00:00Z"
  end              = "2026-01-20T16:00:00Z"
  interval_minutes = 60
}
locals { views = data.graph_schedule.reviewers.schedules[*].availability_view }
output "first_free_hour" { value = [for hour in range(8) : hour if alltrue([for view in local.views : substr(view, hour, 1) == "0"])][0] }
