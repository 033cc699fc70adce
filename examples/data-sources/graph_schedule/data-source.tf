terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_schedule" "reviewers" {
  user      = "me"
  addresses = ["AdeleV@contoso.com", "LeeG@contoso.com"]
  start     = plantimestamp()
  end       = timeadd(plantimestamp(), "8h")
}

output "free" {
  value = [for schedule in data.graph_schedule.reviewers.schedules : schedule.address if !strcontains(schedule.availability_view, "2")]
}
