package graphemu

import (
	"slices"
	"strings"
)

// Isolated returns an environment without the variables that would bring the user's own tenant into a program that is
// to talk to an emulator: a real token would take precedence over ours, and be sent to the emulator.
func Isolated(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name := strings.ToUpper(entry)
		return slices.ContainsFunc(signInPrefixes, func(prefix string) bool { return strings.HasPrefix(name, prefix) })
	})
}

// signInPrefixes begin the variables of signing in: settings, then those of jobs and machines.
var signInPrefixes = []string{
	"ARM_", "AZURE_", "GRAPH_",
	"TFC_", "ACTIONS_ID_TOKEN_", "SYSTEM_OIDCREQUESTURI", "SYSTEM_ACCESSTOKEN", "IDENTITY_", "MSI_", "IMDS_",
}
