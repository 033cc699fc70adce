terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
    restapi = {
      source  = "Mastercard/restapi"
      version = "~> 2.0"
    }
  }
}

# Passes the access token to another provider that accepts a bearer token. The token is not stored.
ephemeral "graph_access_token" "current" {}

provider "restapi" {
  uri                  = "https://graph.microsoft.com/v1.0"
  headers              = { Authorization = "Bearer ${ephemeral.graph_access_token.current.token}" }
  write_returns_object = true
}
