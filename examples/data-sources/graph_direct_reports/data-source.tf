data "graph_direct_reports" "team" {
  user = "JohannaL@contoso.com"
}

# Contacts from outside the directory cannot be given access.
output "members" {
  value = [for person in data.graph_direct_reports.team.reports : person.id if person.type == "user"]
}
