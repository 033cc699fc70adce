# Run it with a calendar that has a change freeze now, such as the one of the emulator.

run "stops_in_a_freeze" {
  command = plan

  expect_failures = [terraform_data.deployment, check.freeze_ahead]
}

run "goes_ahead_with_a_reason" {
  variables {
    override = "INC-1234"
  }

  assert {
    condition     = output.deployed == "1.4.2"
    error_message = "Deployed ${output.deployed}."
  }

  expect_failures = [check.freeze_ahead] # It warns of the freeze that is on.
}

run "goes_ahead_without_a_freeze" {
  variables {
    calendar_name = "Calendar"
  }

  assert {
    condition     = length(local.freezes) == 0
    error_message = "Freezes: ${join("; ", local.freezes)}."
  }
}
