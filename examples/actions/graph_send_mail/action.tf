terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# Sends a mail whenever the deployment changes. It can also be sent by hand:
#   terraform apply -invoke=action.graph_send_mail.deployed
action "graph_send_mail" "deployed" {
  config {
    from      = "me"
    to        = ["owners@contoso.com"]
    subject   = "The shop was deployed"
    body      = "<p>Version <b>${var.release}</b> was deployed.</p>"
    body_type = "html"
  }
}

resource "terraform_data" "deployment" {
  input = var.release

  lifecycle {
    action_trigger {
      events  = [after_create, after_update]
      actions = [action.graph_send_mail.deployed]
    }
  }
}

variable "release" {
  type = string
}
