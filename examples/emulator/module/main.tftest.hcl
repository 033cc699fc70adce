run "owners_approve" {
  variables {
    group = "Deployers"
  }

  assert {
    condition     = output.approvers == ["ada.lovelace@example.com"]
    error_message = "The approvers are ${join(", ", output.approvers)}."
  }
}
