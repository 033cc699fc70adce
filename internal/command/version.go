package command

import (
	"cmp"
	"fmt"
	"io"
	"runtime"
)

// printVersion prints which build this is: its version, the commit that it is made from, and Go's version.
func (p Program) printVersion(w io.Writer) {
	_, _ = fmt.Fprintf(w, "terraform-provider-graph %s\ncommit %s\n%s\n",
		p.Version, cmp.Or(p.Commit, "unknown"), runtime.Version())
}
