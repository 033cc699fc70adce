terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

variable "departments" {
  type    = list(string)
  default = ["Retail", "Sales & Marketing"]
}

data "graph_users" "staff" {
  filter = "${provider::graph::odata_in("department", var.departments)} and accountEnabled eq true"
}

output "staff" {
  value = data.graph_users.staff.users[*].user_principal_name
}
