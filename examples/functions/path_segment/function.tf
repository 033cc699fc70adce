terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

variable "user" {
  type    = string
  default = "MeganB_adatum.com#EXT#@contoso.com"
}

data "graph_query" "user" {
  path = "/users/${provider::graph::path_segment(var.user)}"
}

# In parentheses, a key is a string of OData. This form is needed for a name that begins with a dollar sign.
data "graph_query" "test_account" {
  path = "/users(${provider::graph::path_segment(provider::graph::odata_quote("$adele@contoso.com"))})"
}

output "users" {
  value = [data.graph_query.user.result.displayName, data.graph_query.test_account.result.displayName]
}
