terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# Who is on call this month, of the people who report to a manager: they take turns in the order of their names.
data "graph_direct_reports" "team" { user = "GradyA@contoso.com" }
locals { names = sort([for person in data.graph_direct_reports.team.reports : person.display_name if person.account_enabled]) }

output "on_call" { value = element(local.names, tonumber(formatdate("M", plantimestamp()))) }
