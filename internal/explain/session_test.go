package explain

import (
	"errors"
	"io/fs"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// Each reason why a session cannot be used has advice of its own.
func TestStore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		todo string // how it begins
		has  string // further on
	}{
		{fs.ErrPermission, "to sign in without sessions, name another method, as with use_cli = true.", ""},
		{session.ErrBusy, "run fewer at the same time", ""},
		{session.ErrDamaged, "delete the file, or run ", "logout -all"},
		{session.ErrForeign, "delete the file: ", ""},
		{&session.UnsafeError{Problem: "x", Command: "chmod go-rwx"}, "mend it with this command:", "chmod go-rwx '/a b'"},
		{errors.New("no space left on device"), "check that this user may read and write there.", "use_cli = true"},
	} {
		a := Error(&session.Error{Path: "/a b", Err: c.err})
		if a.Summary != CannotSignIn || !strings.HasPrefix(a.Todo, c.todo) || !strings.Contains(a.Todo, c.has) {
			t.Errorf("%v: advice = %+v, want %q and %q", c.err, a, c.todo, c.has)
		}
	}
}

// What went wrong although signing in works is a warning that says what the next run may find.
func TestWarning(t *testing.T) {
	t.Parallel()
	unkept := &auth.UnkeptError{Err: &session.Error{Path: "/home/x.json", Err: errors.New("no space left on device")}}
	if text := Warning(unkept).String(); !strings.Contains(text, "the next may find that the session has ended") ||
		!strings.Contains(text, "/home/x.json: no space left on device") || !strings.Contains(text, " status") {
		t.Errorf("warning = %s, want what the next run may find, why, and the command status", text)
	}
	foreign := Warning(&session.Error{Path: "/home/copy.json", Err: session.ErrForeign})
	if foreign.Summary == CannotSignIn || !strings.Contains(foreign.String(), "/home/copy.json") {
		t.Errorf("warning = %+v, want it with the file, and not that signing in failed", foreign)
	}
}
