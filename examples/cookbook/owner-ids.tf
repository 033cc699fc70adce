terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# The object ids of owners, under the addresses of the list. An address that nobody has is an error.
locals { mails = ["o'brien@contoso.com", "adelev@contoso.com"] }
data "graph_users" "owners" {
  mails  = local.mails
  select = ["display_name"]
}

output "owner_ids" { value = zipmap(local.mails, data.graph_users.owners.users[*].id) }
