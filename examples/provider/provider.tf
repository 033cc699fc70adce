terraform {
  required_providers {
    graph = {
      source = "graph-data/graph"
    }
  }
}

# Without arguments, the person is used who has signed in with terraform-provider-graph login, or with az login.
provider "graph" {}

# An application signs in by its secret, better given as ARM_CLIENT_SECRET in the environment.
provider "graph" {
  alias         = "application"
  tenant_id     = "contoso.com"
  client_id     = "6f1b0d7e-3a52-4c8e-9a44-5d2f7c1e8b90"
  client_secret = var.client_secret
}

variable "client_secret" {
  type      = string
  sensitive = true
}
