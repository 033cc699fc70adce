terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# Looks at Microsoft Graph from the console. `terraform console -plan` reads before the first prompt. OpenTofu has no
# -plan: run `tofu apply` first, which only reads, and then `tofu console`.
data "graph_query" "look" {
  path  = "/users/AdeleV@contoso.com/memberOf"
  query = { "$select" = "id,displayName" }
}
