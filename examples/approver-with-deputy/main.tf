# Finds the person who can approve now: the approver, or a deputy if the approver is away or has left.

terraform {
  required_version = ">= 1.4"

  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

provider "graph" {}

variable "approvers" {
  description = "User principal names: the approver, and then the deputies in the order in which they are asked."
  type        = list(string)
  default     = ["GradyA@contoso.com", "o'brien@contoso.com"]
}

data "graph_users" "approvers" {
  user_principal_names = var.approvers
  ignore_missing       = true
}

locals {
  accounts = zipmap(var.approvers, data.graph_users.approvers.users) # Null for somebody who has no account.
}

# Only an application may read the mailbox settings of others.
data "graph_mailbox_settings" "approvers" {
  for_each = { for name, user in local.accounts : name => user.id if try(user.account_enabled, false) }

  user           = each.value
  ignore_missing = true
}

locals {
  # A request for approval is a mail: without a mailbox, nobody would see it.
  states = {
    for name, user in local.accounts : name => (
      user == null ? "has no account" :
      user.account_enabled != true ? "has a disabled account" :
      !data.graph_mailbox_settings.approvers[name].exists ? "has no mailbox" :
      data.graph_mailbox_settings.approvers[name].out_of_office ? "is away" :
      "can approve"
    )
  }
  available = [for name in var.approvers : local.accounts[name] if local.states[name] == "can approve"]
}

output "approver" {
  value = try("${local.available[0].display_name} <${local.available[0].mail}>", null)

  precondition {
    condition     = length(local.available) > 0
    error_message = <<-EOT
      Nobody can approve: ${join(", ", [for name in var.approvers : "${name} ${local.states[name]}"])}.
      Name another deputy in the variable approvers.
    EOT
  }
}

output "states" {
  value = local.states
}
