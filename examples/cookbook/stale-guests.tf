terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# The guests who have not signed in since a date.
data "graph_users" "guests" {
  filter                = "userType eq 'Guest'"
  additional_properties = ["signInActivity"]
}
locals {
  activity = { for user in data.graph_users.guests.users : user.user_principal_name => jsondecode(user.additional_json).signInActivity }
  last     = { for name, activity in local.activity : name => coalesce(try(activity.lastSuccessfulSignInDateTime, null), try(activity.lastSignInDateTime, null), "0001-01-01T00:00:00Z") }
}

output "stale" { value = [for name, time in local.last : name if timecmp(time, "2026-01-01T00:00:00Z") < 0] }
