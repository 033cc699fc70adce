# Reads the signed-in person with photo, managers, teams and next events, another user, the users of a department, and
# the people of a group.
#
# `make demo` runs it against the emulator in this repository. To run it against your own tenant, replace the names below,
# sign in, and run `terraform init` and `terraform apply`, or the same with `tofu`. `az login` is enough for all but the
# photo and the events: for those, sign in with `terraform-provider-graph login`, or remove them.

terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

provider "graph" {}

data "graph_me" "current" {}

data "graph_user" "approver" {
  user_principal_name = "o'brien@contoso.com"
}

data "graph_users" "department" {
  filter = "department eq 'Sales' and accountEnabled eq true"
  select = ["display_name", "job_title", "mail"]
}

data "graph_group" "deployers" {
  display_name = "sg-production-deployers"
}

data "graph_group_members" "deployers" {
  group      = data.graph_group.deployers.id
  transitive = true
}

data "graph_joined_teams" "mine" {
  user = "me"
}

data "graph_manager" "mine" {
  user   = "me"
  levels = "max"
}

data "graph_photo" "mine" {
  user           = "me"
  ignore_missing = true
}

data "graph_calendar_view" "next" {
  user  = "me"
  start = plantimestamp()
  end   = timeadd(plantimestamp(), "168h")
  limit = 3
}

locals {
  me         = data.graph_me.current
  approver   = data.graph_user.approver
  department = data.graph_users.department.users
}

output "signed_in" {
  value = "${local.me.display_name}, ${local.me.job_title} <${local.me.user_principal_name}>"
}

output "photo" {
  value = data.graph_photo.mine.exists ? "${data.graph_photo.mine.width} × ${data.graph_photo.mine.height} pixels, ${data.graph_photo.mine.content_type}" : "none"
}

output "managers" {
  value = [for person in data.graph_manager.mine.chain : "${person.display_name}, ${coalesce(person.job_title, "without a title")}"]
}

output "next_events" {
  value = [for event in data.graph_calendar_view.next.events : "${event.start_utc} ${coalesce(event.subject, "without a subject")}"]
}

output "approver" {
  value = "${local.approver.display_name}, ${local.approver.job_title} <${local.approver.mail}>"
}

output "sales" {
  value = [for user in local.department : "${user.display_name}, ${coalesce(user.job_title, "without a title")}"]
}

output "deployers" {
  value = compact(data.graph_group_members.deployers.users[*].mail)
}

output "my_teams" {
  value = [for team in data.graph_joined_teams.mine.teams : team.display_name]
}
