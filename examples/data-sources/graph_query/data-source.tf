# A collection, with all its pages. With select, each group has these attributes and no others.
data "graph_query" "groups" {
  path   = "/groups"
  select = ["id", "displayName", "visibility"]
}

# How many users there are that a filter finds.
data "graph_query" "guests" {
  path  = "/users/$count"
  query = { "$filter" = "userType eq 'Guest'" }
}

# One object. A name with characters that a path cannot hold is encoded.
data "graph_query" "owner" {
  path  = "/users/${urlencode("o'brien@contoso.com")}"
  query = { "$select" = "displayName,employeeOrgData" }
}

# Refer to a large list in one local only: each direct reference costs the time and memory of the whole list.
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
