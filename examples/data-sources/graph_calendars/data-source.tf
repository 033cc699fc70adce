data "graph_calendars" "mine" {
  user = "me"
}

output "calendars" {
  value = { for calendar in data.graph_calendars.mine.calendars : calendar.name => calendar.id }
}
