terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# People as a table: terraform output -raw csv >people.csv, or terraform output -raw json | jq.
data "graph_users" "sales" { filter = "department eq 'Sales'" }
locals {
  people = [for user in data.graph_users.sales.users : { name = user.display_name, mail = user.mail, title = user.job_title }]
  rows   = [for person in local.people : [person.name, person.mail, person.title]]
  lines  = [for row in local.rows : join(",", [for cell in row : "\"${replace(coalesce(cell, "-"), "\"", "\"\"")}\""])]
}

output "csv" { value = join("\r\n", concat(["name,mail,title"], local.lines)) }
output "json" { value = jsonencode(local.people) }
