# Reads the signed-in person, one user, a filtered list and joined teams.
#
# `make demo` runs it against the emulator in this repository. To run it against your own tenant, sign in with
# `az login`, replace the names below, and run `terraform init` and `terraform apply`, or the same with `tofu`.

terraform {
  required_providers {
    graph = {
      source = "graph-data/graph"
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

data "graph_joined_teams" "mine" {}

locals {
  me         = data.graph_me.current
  approver   = data.graph_user.approver
  department = data.graph_users.department.users
}

output "signed_in" {
  value = "${local.me.display_name}, ${local.me.job_title} <${local.me.user_principal_name}>"
}

output "approver" {
  value = "${local.approver.display_name}, ${local.approver.job_title} <${local.approver.mail}>"
}

output "sales" {
  value = [for user in local.department : "${user.display_name}, ${coalesce(user.job_title, "without a title")}"]
}

output "my_teams" {
  value = [for team in data.graph_joined_teams.mine.teams : team.display_name]
}
