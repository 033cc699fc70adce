# Tells a group by mail that a release was deployed: once for each release, after the deployment.

terraform {
  required_version = ">= 1.11" # The text of a mail is a write-only argument.

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
  description = "Display name of the group that gets the mail. It has a mail address of its own."
  type        = string
  default     = "Engineering"
}

data "graph_group" "recipients" {
  display_name = var.recipients

  lifecycle {
    postcondition {
      condition     = self.mail != null
      error_message = "The group ${var.recipients} has no mail address: name one that has."
    }
  }
}

# Stands for what you deploy.
resource "terraform_data" "deployment" {
  input = var.release
}

# Another release has another subject, and that makes another mail. The address of the group stays the same when its
# members change, so that nobody gets a mail twice.
resource "graph_mail" "deployed" {
  from    = var.sender
  to      = [data.graph_group.recipients.mail]
  subject = "Release ${var.release} is deployed"
  body    = <<-EOT
    Release ${var.release} of the shop is in production.
    If something is wrong, answer this mail.
  EOT

  depends_on = [terraform_data.deployment] # A deployment that fails is told to nobody.
}

output "told" {
  value = "${graph_mail.deployed.subject}: sent to ${join(", ", graph_mail.deployed.to)}"
}
