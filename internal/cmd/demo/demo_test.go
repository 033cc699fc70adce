package main

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestPlan_nothing(t *testing.T) {
	t.Parallel()
	err := plan(t.Context(), &demo{work: t.TempDir()}, t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "make plan DIR=") {
		t.Errorf("error = %v, want one that says how to name the folder", err)
	}
}

func TestIsConfiguration(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"main.tf": true, "main.tofu": true, "main.tf.json": true, "main.tofu.json": true, "folder.tf/main.tf": false,
		"main.tfvars": false, "main.tftest.hcl": false, "terraform.tfstate": false,
	} {
		entries, err := fstest.MapFS{name: {}}.ReadDir(".")
		if err != nil {
			t.Fatal(err)
		}
		if got := isConfiguration(entries[0]); got != want {
			t.Errorf("%s is a part of a configuration: %t, want %t", name, got, want)
		}
	}
}
