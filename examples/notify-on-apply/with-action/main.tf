# Tells the members of a group by mail whenever the deployment changes, without a resource in the state.

terraform {
  required_version = ">= 1.14" # OpenTofu has no actions.

  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

provider "graph" {}

variable "release" {
  description = "What is deployed."
  type        = string
  default     = "1.4.2"
}

variable "sender" {
  description = "User principal name of the mailbox that sends the mail."
  type        = string
  default     = "AdeleV@contoso.com"
}

variable "recipients" {
  description = "Display name of the group whose members get the mail, also those of nested groups."
  type        = string
  default     = "sg-platform-oncall"
}

data "graph_group" "recipients" {
  display_name = var.recipients
}

data "graph_group_members" "recipients" {
  group      = data.graph_group.recipients.id
  transitive = true
}

action "graph_send_mail" "deployed" {
  config {
    from    = var.sender
    to      = compact([for user in data.graph_group_members.recipients.users : user.mail if user.account_enabled])
    subject = "Release ${var.release} is deployed"
    body    = "Release ${var.release} of the shop is in production."
  }
}

# Stands for what you deploy.
resource "terraform_data" "deployment" {
  input = var.release

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.graph_send_mail.deployed]
    }
  }
}
