terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# The approver, or a deputy if the approver has left.
data "graph_users" "approvers" {
  user_principal_names = ["gone@contoso.com", "AdeleV@contoso.com"]
  ignore_missing       = true
}

output "approver" {
  value = [for user in data.graph_users.approvers.users : user.mail if user != null][0]
}
