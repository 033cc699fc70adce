terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# Tells the owners of each release, once.
resource "graph_mail" "released" {
  from    = "me"
  to      = ["owners@contoso.com"]
  subject = "Release ${var.release} is out"
  body    = "It was deployed by Terraform."

  triggers = {
    release = var.release
  }
}

# An application has no mailbox of its own, so it names the user who sends. A body from an ephemeral value may be another
# one in each run. It is sent again when content_version changes.
resource "graph_mail" "password" {
  from            = "AdeleV@contoso.com"
  to              = ["Ada Lovelace <ada@fabrikam.com>"]
  subject         = "Your first password"
  body            = var.first_password
  content_version = 1

  attachments = [{
    name           = "welcome.txt"
    content_type   = "text/plain"
    content_base64 = base64encode("Welcome!")
  }]
}

# From another mailbox, in HTML with a picture. Adele needs Send As for the address in from.
resource "graph_mail" "newsletter" {
  sender    = "AdeleV@contoso.com"
  from      = "PattiF@contoso.com"
  to        = ["everybody@contoso.com"]
  subject   = "News"
  body      = "<img src=\"cid:logo\"><p>We have a new logo.</p>"
  body_type = "html"

  attachments = [{
    name           = "logo.png"
    content_type   = "image/png"
    content_base64 = var.logo_base64
    content_id     = "logo"
    is_inline      = true
  }]

  # Once and never again, whatever changes.
  lifecycle {
    ignore_changes = all
  }
}

variable "release" {
  type = string
}

variable "logo_base64" {
  type        = string
  description = "A picture, as filebase64(\"logo.png\") returns it."
}

variable "first_password" {
  type      = string
  ephemeral = true
}
