# main.tf
# Makes tags from the owners of something, and from the person who approves it.
terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

variable "owners" {
  type    = list(string)
  default = ["AdeleV@contoso.com"]
}

variable "approver" {
  type    = string
  default = "MiriamG@contoso.com"
}

module "owners" {
  source = "./people"
  mails  = var.owners
}

data "graph_user" "approver" {
  user_principal_name = var.approver
}

output "tags" {
  value = {
    owners      = join(", ", module.owners.people[*].name)
    departments = join(", ", distinct(module.owners.people[*].department))
    approver    = data.graph_user.approver.display_name
  }
}
