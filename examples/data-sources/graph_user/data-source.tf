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
