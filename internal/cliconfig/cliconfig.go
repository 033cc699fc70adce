// Package cliconfig has Terraform and OpenTofu take the provider from a folder, and see nothing else of whoever runs
// them: it writes CLI configurations, and clears environments.
package cliconfig

import (
	"fmt"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// Addresses are the addresses of the provider in the registries of the CLIs. Each CLI looks it up in its own.
var Addresses = []string{"registry.terraform.io/graph-data/graph", "registry.opentofu.org/graph-data/graph"}

// Override returns the configuration with which a CLI takes the provider from the folder of its binary, without init
// and without the network, and all others as usual.
func Override(dir string) string {
	return fmt.Sprintf(`provider_installation {
  dev_overrides {
    %[1]q = %[3]q
    %[2]q = %[3]q
  }
  direct {}
}
`, Addresses[0], Addresses[1], dir)
}

// Mirror returns the configuration with which a CLI installs the provider from a filesystem mirror, and all others as
// usual.
func Mirror(dir string) string {
	list := fmt.Sprintf("[%q, %q]", Addresses[0], Addresses[1])
	return fmt.Sprintf(`provider_installation {
  filesystem_mirror {
    path    = %q
    include = %[2]s
  }
  direct {
    exclude = %[2]s
  }
}
`, dir, list)
}

// Isolated returns an environment without the variables that would bring the user's own tenant or CLI settings into a
// run against an emulator.
func Isolated(environ []string) []string {
	return slices.DeleteFunc(graphemu.Isolated(environ), func(entry string) bool {
		return strings.HasPrefix(strings.ToUpper(entry), "TF_")
	})
}
