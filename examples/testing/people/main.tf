# people/main.tf
# The people of a list of mail addresses. This is the only place that reads Microsoft Graph, so that a test can replace it.
terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

variable "mails" {
  type = list(string)
}

data "graph_users" "people" {
  mails          = var.mails
  select         = ["display_name", "department"]
  ignore_missing = true
}

output "people" {
  value = [for user in data.graph_users.people.users : { name = user.display_name, department = user.department } if user != null]

  precondition {
    condition     = length(data.graph_users.people.missing) == 0
    error_message = "Nobody has the address ${join(", ", data.graph_users.people.missing)}."
  }
}
