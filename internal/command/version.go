package command

import (
	"fmt"
	"io"
	"runtime/debug"
)

// printVersion prints which build this is: its version, the commit it is made from, and Go's version.
func printVersion(w io.Writer, version string) {
	commit, changes, goVersion := "unknown", "", "unknown"
	if info, ok := debug.ReadBuildInfo(); ok {
		goVersion = info.GoVersion
		for _, setting := range info.Settings {
			switch {
			case setting.Key == "vcs.revision":
				commit = setting.Value
			case setting.Key == "vcs.modified" && setting.Value == "true":
				changes = ", with changes"
			}
		}
	}
	_, _ = fmt.Fprintf(w, "terraform-provider-graph %s\ncommit %s%s\n%s\n", version, commit, changes, goVersion)
}
