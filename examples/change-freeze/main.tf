# Stops an apply while a change freeze is in the calendar of the operations team, and warns of the next one.

terraform {
  required_version = ">= 1.5"

  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

provider "graph" {}

variable "calendar_owner" {
  description = "User principal name of the mailbox that has the calendar."
  type        = string
  default     = "AdeleV@contoso.com"
}

variable "calendar_name" {
  description = "Name of the calendar."
  type        = string
  default     = "Change windows"
}

variable "freeze_category" {
  description = "Category of the events that are change freezes."
  type        = string
  default     = "Change freeze"
}

variable "override" {
  description = "Why this apply may go ahead in a change freeze, such as the number of an incident."
  type        = string
  default     = ""
  nullable    = false
}

variable "release" {
  description = "What is deployed."
  type        = string
  default     = "1.4.2"
}

# From now until the apply should be over. A calendar that cannot be read is an error, so the apply stops then, too.
data "graph_calendar_view" "now" {
  user          = var.calendar_owner
  calendar_name = var.calendar_name
  start         = plantimestamp()
  end           = timeadd(plantimestamp(), "1h")
}

locals {
  freezes = [
    for event in data.graph_calendar_view.now.events :
    "${coalesce(event.subject, "no subject")}, until ${event.end_utc}"
    if contains(event.categories, var.freeze_category) && event.is_cancelled != true
  ]
}

# Stands for what you deploy. One precondition that fails stops the whole run before anything is changed.
resource "terraform_data" "deployment" {
  input = var.release

  lifecycle {
    precondition {
      condition     = length(local.freezes) == 0 || var.override != ""
      error_message = <<-EOT
        There is a change freeze: ${join("; ", local.freezes)}.
        Wait for its end, or set the variable override to the reason why this apply cannot wait.
      EOT
    }
  }
}

# A check only warns, also if the calendar cannot be read.
check "freeze_ahead" {
  data "graph_calendar_view" "ahead" {
    user          = var.calendar_owner
    calendar_name = var.calendar_name
    start         = plantimestamp()
    end           = timeadd(plantimestamp(), "72h")
  }

  assert {
    condition = !anytrue([
      for event in data.graph_calendar_view.ahead.events :
      contains(event.categories, var.freeze_category) && event.is_cancelled != true
    ])
    error_message = "There is a change freeze in the next three days: plan your work around it."
  }
}

output "deployed" {
  value = terraform_data.deployment.output
}
