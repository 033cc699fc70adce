terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# Without arguments, the provider uses the person who has signed in with terraform-provider-graph login or az login.
provider "graph" {}

# An application signs in with a client secret. An ephemeral variable (Terraform 1.10, OpenTofu 1.11) is not in a saved
# plan; the environment variable ARM_CLIENT_SECRET does the same for every version.
provider "graph" {
  alias         = "application"
  tenant_id     = "contoso.com"
  client_id     = "6f1b0d7e-3a52-4c8e-9a44-5d2f7c1e8b90"
  client_secret = var.client_secret
}

variable "client_secret" {
  type      = string
  ephemeral = true
}
