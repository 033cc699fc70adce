# Tells the owners of each new release, once. The mail is sent again when the trigger changes, and not otherwise.
resource "graph_mail" "released" {
  to      = ["owners@contoso.com"]
  subject = "Release ${var.release} is out"
  body    = "It was deployed by Terraform."

  triggers = {
    release = var.release
  }
}

# An application has no mailbox of its own: it names the one that sends. A body from an ephemeral value, which may be
# another one in each run, is sent anew when its version number changes.
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

variable "release" {
  type = string
}

variable "first_password" {
  type      = string
  ephemeral = true
}
