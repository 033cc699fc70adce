# The people are those of the emulator.

variables {
  as_of = "2026-01-15T12:00:00Z"
}

run "findings" {
  command = plan

  assert {
    condition     = contains(output.stale_guests, "MeganB_adatum.com#EXT#@contoso.com")
    error_message = "Megan has not signed in since April 2025. Stale guests: ${jsonencode(output.stale_guests)}."
  }

  assert {
    condition     = length([for row in local.findings : row if row.name == "Isaiah Langer"]) == 1
    error_message = "Isaiah is in a group in a group of the deployers: ${jsonencode(local.findings)}."
  }

  assert {
    condition     = strcontains(output.csv, "\"Role Directory Readers\",\"Adele Vance\",\"AdeleV@contoso.com\",\"true\",\"\"\r\n")
    error_message = output.csv
  }
}

run "a_role_that_nobody_has" {
  command = plan

  variables {
    roles = ["Global Administrator"]
  }

  expect_failures = [data.graph_query.roles]
}
