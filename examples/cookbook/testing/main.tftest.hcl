run "names_the_owner" {
  variables {
    owner = "AdeleV@contoso.com"
  }

  assert {
    condition     = output.tag == "Adele Vance, Retail"
    error_message = "The tag is ${output.tag}."
  }
}
