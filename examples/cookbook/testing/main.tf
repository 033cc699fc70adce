terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# A module that names the owner of something, and its test. `terraform test` and `tofu test` run it against the emulator.
variable "owner" { type = string }

data "graph_user" "owner" { user_principal_name = var.owner }

output "tag" { value = "${data.graph_user.owner.display_name}, ${data.graph_user.owner.department}" }
