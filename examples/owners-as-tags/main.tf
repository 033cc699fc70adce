# Turns the mail addresses of owners into tags, with what the directory says of them: department, manager, cost centre.

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

variable "owners" {
  description = "Mail addresses of the owners. The first one is accountable: the other tags are about that person."
  type        = list(string)
  default     = ["AdeleV@contoso.com", "o'brien@contoso.com"]

  validation {
    condition     = length(var.owners) > 0 && length(join(" ", var.owners)) <= 256
    error_message = "Name at least one owner, and no more than fit into a tag of 256 characters."
  }
}

data "graph_users" "owners" {
  mails                 = var.owners
  include_manager       = true
  additional_properties = ["employeeOrgData"]
  ignore_missing        = true # So that one run tells all that is wrong.

  lifecycle {
    postcondition {
      condition     = length(self.missing) == 0
      error_message = "Nobody has the mail address ${join(", ", self.missing)}: name other owners."
    }

    postcondition {
      condition = alltrue([for user in self.users : try(user.account_enabled == true, true)]) # True for a missing one.
      error_message = <<-EOT
        These accounts are not enabled: ${join(", ", [
      for user in self.users : user.mail if try(user.account_enabled != true, false)
])}. Name other owners.
      EOT
}
}
}

locals {
  accountable = data.graph_users.owners.users[0]

  facts = {
    owner       = join(" ", data.graph_users.owners.users[*].mail)
    owner_id    = local.accountable.id
    department  = local.accountable.department
    manager     = try(local.accountable.manager.mail, null)
    cost_center = try(jsondecode(local.accountable.additional_json).employeeOrgData.costCenter, null)
  }

  # Azure takes 256 characters. A fact that the directory lacks makes no tag.
  azure_tags = { for name, fact in local.facts : name => substr(fact, 0, 256) if coalesce(fact, " ") != " " }

  # AWS takes letters, digits, spaces and _ . : / = + - @ only. Every other character becomes an underscore.
  aws_tags = { for name, tag in local.azure_tags : name => replace(tag, "/[^\\p{L}\\p{N}\\p{Z}_.:\\/=+@-]/", "_") }
}

# Stands for a resource of another provider, such as azurerm_resource_group or aws_s3_bucket, and its tags.
resource "terraform_data" "tagged" {
  input = local.azure_tags
}

output "azure_tags" {
  value = local.azure_tags
}

output "aws_tags" {
  value = local.aws_tags
}
