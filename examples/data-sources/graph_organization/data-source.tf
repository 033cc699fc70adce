data "graph_organization" "current" {}

output "domain" {
  value = data.graph_organization.current.default_domain
}
