package graphemu

import (
	"slices"
	"strings"
)

// Isolated returns an environment without the variables that would let somebody's own tenant into a program that is to
// talk to an emulator: a real token would win over ours, and be sent here.
func Isolated(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name := strings.ToUpper(entry)
		return slices.ContainsFunc(signInPrefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
	})
}

// signInPrefixes begin the variables with which somebody signs in: settings, then what jobs and machines are given.
var signInPrefixes = []string{
	"ARM_", "AZURE_", "GRAPH_",
	"TFC_", "ACTIONS_ID_TOKEN_", "SYSTEM_OIDCREQUESTURI", "SYSTEM_ACCESSTOKEN", "IDENTITY_", "MSI_", "IMDS_",
}
