# Lists whom an access review has to look at: guests who no longer sign in, and the members of privileged groups and
# roles. The list is CSV for a spreadsheet, and a page of HTML for people.

terraform {
  required_version = ">= 1.5"

  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

provider "graph" {}

variable "groups" {
  description = "Display names of the privileged groups. Members of nested groups are listed too."
  type        = list(string)
  default     = ["sg-production-deployers"]
}

variable "roles" {
  description = "Display names of the privileged directory roles."
  type        = list(string)
  default     = ["Directory Readers"]
}

variable "stale_after_days" {
  description = "After how many days without a sign-in a guest is listed."
  type        = number
  default     = 90
}

variable "as_of" {
  description = "Time of the review, RFC 3339. Defaults to now."
  type        = string
  default     = null
}

data "graph_users" "guests" {
  filter                = "userType eq 'Guest'"
  additional_properties = ["signInActivity"]
}

data "graph_groups" "privileged" {
  display_names = var.groups
}

data "graph_group_members" "privileged" {
  for_each = zipmap(var.groups, data.graph_groups.privileged.groups[*].id)

  group      = each.value
  transitive = true
}

data "graph_query" "roles" {
  path   = "/directoryRoles"
  select = ["id", "displayName"]

  lifecycle {
    postcondition {
      condition     = length(setsubtract(var.roles, self.result[*].displayName)) == 0
      error_message = <<-EOT
        These roles are not activated in the tenant: ${join(", ", setsubtract(var.roles, self.result[*].displayName))}.
        Nobody has them: leave them out, or correct their names.
      EOT
    }
  }
}

data "graph_query" "role_members" {
  for_each = {
    for role in data.graph_query.roles.result : role.displayName => role.id if contains(var.roles, role.displayName)
  }

  path   = "/directoryRoles/${each.value}/members"
  select = ["id", "displayName", "userPrincipalName", "accountEnabled"]
}

locals {
  as_of = coalesce(var.as_of, plantimestamp())
  limit = timeadd(local.as_of, "-${var.stale_after_days * 24}h")

  # When each guest signed in last; null if never, for which Graph also writes "" and the year 1. The last attempt counts
  # only if Graph has no last success, which it records since December 2023.
  activity = {
    for guest in data.graph_users.guests.users : guest.id => try(jsondecode(guest.additional_json).signInActivity, null)
  }
  last_sign_in = {
    for id, activity in local.activity : id => try(coalesce([
      for name in ["lastSuccessfulSignInDateTime", "lastSignInDateTime"] :
      try(timecmp(activity[name], "1970-01-01T00:00:00Z") > 0 ? activity[name] : "", "")
    ]...), null)
  }

  stale_guests = [
    for guest in data.graph_users.guests.users : {
      reason  = "Stale guest"
      name    = guest.display_name
      account = guest.user_principal_name
      enabled = guest.account_enabled
      detail  = "last sign-in: ${coalesce(local.last_sign_in[guest.id], "none")}"
    }
    # Who was invited a short while ago is not stale.
    if timecmp(coalesce(local.last_sign_in[guest.id], guest.created_date_time, local.limit), local.limit) <= 0
  ]

  group_members = flatten([
    for name, group in data.graph_group_members.privileged : concat(
      [for user in group.users : {
        reason  = "Group ${name}"
        name    = user.display_name
        account = user.user_principal_name
        enabled = user.account_enabled
        detail  = user.user_type
      }],
      [for other in group.others : {
        reason  = "Group ${name}"
        name    = other.display_name
        account = other.id
        enabled = null
        detail  = other.type
      }],
    )
  ])

  role_members = flatten([
    for name, role in data.graph_query.role_members : [for member in role.result : {
      reason  = "Role ${name}"
      name    = member.displayName
      account = coalesce(member.userPrincipalName, member.id)
      enabled = member.accountEnabled
      detail  = member.userPrincipalName == null ? "not a person" : ""
    }]
  ])

  findings = concat(local.stale_guests, local.group_members, local.role_members)
}

output "stale_guests" {
  value = local.stale_guests[*].account
}

# Accounts that cannot sign in any more, but would get their rights back with the next click.
output "disabled_but_privileged" {
  value = distinct([for row in concat(local.group_members, local.role_members) : row.account if row.enabled == false])
}
