# Whom the signed-in person reports to.
data "graph_manager" "mine" {
  user = "me"
}

# The whole chain above somebody, the nearest first.
data "graph_manager" "chain" {
  user   = "AdeleV@contoso.com"
  levels = "max"
}

output "escalation" {
  value = [for person in data.graph_manager.chain.chain : "${person.display_name} <${person.mail}>"]
}
