# The people are those of the emulator, in which Grady is away.

run "the_approver_is_there" {
  command = plan

  variables {
    approvers = ["AdeleV@contoso.com", "o'brien@contoso.com"]
  }

  assert {
    condition     = output.approver == "Adele Vance <AdeleV@contoso.com>"
    error_message = "Approver: ${output.approver}."
  }
}

run "the_approver_is_away" {
  command = plan

  assert {
    condition     = output.approver == "Siobhán O'Brien <o'brien@contoso.com>"
    error_message = "Approver: ${output.approver}."
  }
}

run "nobody_can_approve" {
  command = plan

  variables {
    approvers = ["gone@contoso.com", "former.employee@contoso.com", "svc-backup@contoso.com", "GradyA@contoso.com"]
  }

  expect_failures = [output.approver]
}
