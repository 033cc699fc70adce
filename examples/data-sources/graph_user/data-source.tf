data "graph_user" "approver" {
  user_principal_name = "AdeleV@contoso.com"
}

# A guest is found most easily by the address that the invitation went to.
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

# Terraform evaluates both sides of &&, so that the condition asks for an attribute only if there is a user. A data
# source inside of the check block would be read at each apply, and no plan would be without changes.
check "approver_is_active" {
  assert {
    condition     = data.graph_user.guest.exists ? coalesce(data.graph_user.guest.account_enabled, false) : false
    error_message = "The guest was not invited, or the account is blocked."
  }
}
