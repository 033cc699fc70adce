terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# Many users by name. Fifty names cost four requests.
data "graph_users" "owners" {
  user_principal_names = ["AdeleV@contoso.com", "o'brien@contoso.com"]
}

# The users that match a filter, with only the attributes that are needed.
data "graph_users" "sales" {
  filter = "department eq 'Sales' and accountEnabled eq true"
  select = ["display_name", "mail"]
}

# Refer to a large list in one local only: each reference to the list costs the time and memory of the whole list.
locals {
  owners = { for user in data.graph_users.owners.users : user.user_principal_name => user.id }
}

output "owner_ids" {
  value = local.owners
}

output "sales_addresses" {
  value = compact(data.graph_users.sales.users[*].mail)
}
