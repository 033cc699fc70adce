# A plan sends nothing, so these runs only plan. The groups are those of the emulator.

run "one_mail_to_the_group" {
  command = plan

  assert {
    condition     = output.told == "Release 1.4.2 is deployed: sent to engineering@contoso.com"
    error_message = output.told
  }
}

run "a_group_without_an_address" {
  command = plan

  variables {
    recipients = "sg-platform-oncall"
  }

  expect_failures = [data.graph_group.recipients]
}
