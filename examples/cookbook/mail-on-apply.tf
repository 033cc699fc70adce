terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# Tells the owners about each new version, once it is deployed.
resource "terraform_data" "deployment" { input = "1.4.0" }
resource "graph_mail" "deployed" {
  from     = "me"
  to       = ["AdeleV@contoso.com"]
  subject  = "Version ${terraform_data.deployment.input} is deployed"
  triggers = { version = terraform_data.deployment.output }
}
