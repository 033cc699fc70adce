# Reads the organization of a manager: the people above, and the people below on two levels. people.tf makes one record
# of each person, chart.tf draws the reporting lines, and page/ has the templates of the page.

terraform {
  required_version = ">= 1.5"

  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_client_config" "current" {}

data "graph_user" "manager" {
  user_principal_name = var.manager
}

data "graph_manager" "above" {
  user   = data.graph_user.manager.id
  levels = "max"
}

data "graph_direct_reports" "first" {
  user = data.graph_user.manager.id
}

data "graph_direct_reports" "second" {
  for_each = toset([for person in local.first : person.id if person.type == "user"])
  user     = each.key
}

# Not everybody has a photo.
data "graph_photo" "each" {
  for_each       = local.users
  user           = each.key
  ignore_missing = true
}

# Not everybody has a mailbox. Exchange lets only an application read the settings of others, so that a page which a
# person makes does not say who is away.
data "graph_mailbox_settings" "each" {
  for_each       = data.graph_client_config.current.kind == "application" ? local.users : toset([])
  user           = each.key
  ignore_missing = true
}

# The groups by name in one request, then the members of each.
data "graph_groups" "shown" {
  display_names = keys(var.groups)
}

data "graph_group_members" "shown" {
  for_each   = zipmap(keys(var.groups), data.graph_groups.shown.groups[*].id)
  group      = each.value
  transitive = true
}

# What is on in the calendar of change freezes now.
data "graph_calendar_view" "freezes" {
  count         = var.freeze_calendar == null ? 0 : 1
  user          = var.freeze_calendar.user
  calendar_name = var.freeze_calendar.name
  start         = plantimestamp()
  end           = timeadd(plantimestamp(), "1m")
}
