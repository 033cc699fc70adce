data "graph_group" "deployers" {
  display_name = "sg-production-deployers"
}

output "deployers_id" {
  value = data.graph_group.deployers.id
}
