# The people are those of the emulator.

run "tags_of_two_owners" {
  command = plan

  assert {
    condition = output.aws_tags == {
      owner       = "AdeleV@contoso.com o_brien@contoso.com"
      owner_id    = "87d349ed-44d7-43e1-9a83-5f2406dee5bd"
      department  = "Retail"
      manager     = "JohannaL@contoso.com"
      cost_center = "US-2110"
    }
    error_message = "Tags: ${jsonencode(output.aws_tags)}."
  }
}

run "no_tag_without_a_fact" {
  command = plan

  variables {
    owners = ["MiriamG@contoso.com"]
  }

  assert {
    condition     = join(" ", keys(output.aws_tags)) == "department owner owner_id"
    error_message = "Tags: ${jsonencode(output.aws_tags)}."
  }
}

run "somebody_who_is_not_there" {
  command = plan

  variables {
    owners = ["AdeleV@contoso.com", "gone@contoso.com"]
  }

  expect_failures = [data.graph_users.owners]
}

run "somebody_whose_account_is_disabled" {
  command = plan

  variables {
    owners = ["former.employee@contoso.com"]
  }

  expect_failures = [data.graph_users.owners]
}

run "nobody" {
  command = plan

  variables {
    owners = []
  }

  expect_failures = [var.owners]
}
