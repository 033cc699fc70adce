terraform {
  required_providers {
    graph = {
      source  = "graph-data/graph"
      version = "~> 0.1"
    }
  }
}

# The guests who have not signed in since a day. It needs AuditLog.Read.All and a Microsoft Entra ID P1 licence.
data "graph_users" "guests" {
  filter                = "userType eq 'Guest'"
  additional_properties = ["signInActivity"]
}
locals { last = { for user in data.graph_users.guests.users : user.user_principal_name => try(jsondecode(user.additional_json).signInActivity.lastSignInDateTime, null) } }
output "stale" { value = [for name, day in local.last : name if day == null || timecmp(coalesce(day, "2000-01-01T00:00:00Z"), "2026-01-01T00:00:00Z") < 0] }
