# tests/without_graph.tftest.hcl
# Reads nobody: the provider is a mock, and the module that reads a list is replaced.
mock_provider "graph" {
  mock_data "graph_user" {
    defaults = {
      display_name = "Grace Hopper"
    }
  }
}

override_module {
  target = module.owners

  outputs = {
    people = [
      { name = "Ada Lovelace", department = "Mathematics" },
      { name = "Alan Turing", department = "Mathematics" },
    ]
  }
}

run "names_each_department_once" {
  variables {
    owners   = ["ada@example.com", "alan@example.com"]
    approver = "grace@example.com"
  }

  assert {
    condition     = output.tags.departments == "Mathematics" && output.tags.approver == "Grace Hopper"
    error_message = "The tags are ${jsonencode(output.tags)}."
  }
}
