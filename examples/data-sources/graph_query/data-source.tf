terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# A collection with all its pages. With select, each group has only these attributes.
data "graph_query" "groups" {
  path   = "/groups"
  select = ["id", "displayName", "visibility"]
}

# The number of users that match a filter.
data "graph_query" "guests" {
  path  = "/users/$count"
  query = { "$filter" = "userType eq 'Guest'" }
}

# One object. path_segment encodes the characters of a name that are not allowed in a path. It needs Terraform 1.8 or
# OpenTofu 1.7; for an older one, write replace(urlencode(…), "+", "%20").
data "graph_query" "owner" {
  path  = "/users/${provider::graph::path_segment("o'brien@contoso.com")}"
  query = { "$select" = "displayName,employeeOrgData" }
}

# Refer to a large list in one local only: each reference to the list costs the time and memory of the whole list.
locals {
  groups = { for group in data.graph_query.groups.result : group.displayName => group.id if group.visibility == "Public" }
}

output "public_groups" {
  value = local.groups
}

output "guests" {
  value = tonumber(data.graph_query.guests.result)
}

output "owner" {
  value = data.graph_query.owner.result.displayName
}
