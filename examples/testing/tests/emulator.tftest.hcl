# tests/emulator.tftest.hcl
# Reads the people of the emulator.
run "makes_the_tags" {
  variables {
    owners   = ["AdeleV@contoso.com", "o'brien@contoso.com"]
    approver = "MiriamG@contoso.com"
  }

  assert {
    condition     = output.tags.owners == "Adele Vance, Siobhán O'Brien"
    error_message = "The owners are ${output.tags.owners}."
  }

  assert {
    condition     = output.tags.approver == "Miriam Graham"
    error_message = "The approver is ${output.tags.approver}."
  }
}

run "refuses_an_owner_who_has_left" {
  command = plan

  module {
    source = "./people"
  }

  variables {
    mails = ["AdeleV@contoso.com", "nobody@contoso.com"]
  }

  expect_failures = [output.people]
}
