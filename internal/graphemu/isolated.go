package graphemu

import (
	"slices"
	"strings"
)

// Isolated gives an environment without what would let somebody's own tenant into a program that is to talk to an
// emulator: a real token would win over ours, and be sent here.
func Isolated(environ []string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool {
		name := strings.ToUpper(entry)
		return slices.ContainsFunc([]string{"ARM_", "AZURE_", "GRAPH_"}, func(prefix string) bool {
			return strings.HasPrefix(name, prefix)
		})
	})
}
