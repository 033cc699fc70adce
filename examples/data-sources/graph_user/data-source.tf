terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

data "graph_user" "approver" {
  user_principal_name = "AdeleV@contoso.com"
}

# A guest is easiest to find by the address to which the invitation was sent.
data "graph_user" "guest" {
  mail           = "ada@fabrikam.com"
  ignore_missing = true
}

output "approver" {
  value = data.graph_user.approver.id
}

output "guest_is_invited" {
  value = data.graph_user.guest.exists
}

# The condition reads account_enabled only if there is a user, because Terraform may evaluate both sides of &&. The data
# source is outside of the check block: inside, it would be read at each apply, and every plan would have changes.
check "guest_is_active" {
  assert {
    condition     = data.graph_user.guest.exists ? coalesce(data.graph_user.guest.account_enabled, false) : false
    error_message = "The guest has not been invited, or the account is blocked."
  }
}
