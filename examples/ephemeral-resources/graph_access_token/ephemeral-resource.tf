# The provider signs in once; another one that takes a bearer token gets the same sign-in. Nothing of it is stored.
ephemeral "graph_access_token" "current" {}

provider "restapi" {
  uri                  = "https://graph.microsoft.com/v1.0"
  headers              = { Authorization = "Bearer ${ephemeral.graph_access_token.current.token}" }
  write_returns_object = true
}
