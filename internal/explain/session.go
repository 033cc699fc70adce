package explain

import (
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// ended returns the advice for a person who has to sign in, or to sign in again.
func ended(err *auth.SessionError) Advice {
	a := Advice{
		Summary: CannotSignIn,
		Guide:   SignInGuide,
		Todo:    "sign in with this command, in a terminal, and run it again:\n\n  " + LoginCommand(err.Session),
	}
	if _, known := auth.CloudOf(err.Session); !known {
		a.Todo += "\n\nThe command must use the same endpoints as the provider. If the provider block sets graph_endpoint, " +
			"authority_host, scope or ca_certificate_file, set the same value in the environment: GRAPH_ENDPOINT, " +
			"AZURE_AUTHORITY_HOST, GRAPH_SCOPE or GRAPH_CA_CERTIFICATE_FILE."
	}
	if err.Err == nil {
		a.Seen = "Nobody is signed in by device code"
		if err.Session.TenantID != "" {
			a.Seen += " to the tenant " + err.Session.TenantID
		}
		if err.Session.ClientID != "" {
			a.Seen += " with the application " + err.Session.ClientID
		}
		a.Seen += "."
		return a
	}
	a.Seen = fmt.Sprintf("The session of %s in the tenant %s has ended: ",
		OrNone(err.Session.Username), err.Session.TenantID)
	if answer, ok := errors.AsType[*oauth2.RetrieveError](err.Err); ok {
		refusal := authority(answer)
		a.Seen += refusal.Seen
		a.IDs = refusal.IDs
	} else {
		a.Seen += Sentence(err.Err.Error())
	}
	return a
}

// store returns the advice for a session that cannot be read or written.
func store(err *session.Error) Advice {
	a := Advice{
		Summary: CannotSignIn, Guide: SignInGuide,
		Seen: fmt.Sprintf("The session file %s cannot be used: %s", err.Path, Sentence(err.Err.Error())),
	}
	unsafe, isUnsafe := errors.AsType[*session.UnsafeError](err)
	switch {
	case errors.Is(err, session.ErrBusy):
		a.Seen = "Other runs have been renewing the session for ten minutes."
		a.Todo = "run fewer at the same time, or wait for them to end."
	case errors.Is(err, session.ErrDamaged):
		a.Todo = "delete the file, or run " + Command("logout", "-all") + ", which deletes all sessions; then sign in again."
	case errors.Is(err, session.ErrForeign):
		a.Todo = "delete the file: it may hold the refresh token of a session."
	case isUnsafe:
		a.Todo = fmt.Sprintf("mend it with this command:\n\n  %s %s\n\nIf you do not know who could change it, end the "+
			"session instead: %s", unsafe.Command, quote(err.Path, runtime.GOOS), Command("logout", "-all"))
	case errors.Is(err, fs.ErrPermission):
		a.Todo = "to sign in without sessions, name another method, as with use_cli = true. To use sessions, let this user " +
			"read and write there."
	default:
		a.Todo = "check that this user may read and write there. To do without sessions, name another sign-in method, as " +
			"with use_cli = true."
	}
	return a
}

// Warning returns the advice about what went wrong although signing in works.
func Warning(err error) Advice {
	if unkept, ok := errors.AsType[*auth.UnkeptError](err); ok {
		return Advice{
			Summary: "The renewed session could not be kept",
			Seen: fmt.Sprintf("This run goes on, but the next may find that the session has ended: %s",
				Sentence(unkept.Err.Error())),
			Todo: "make room on the disk and let this user write there, and check the session with: " + Command("status"),
		}
	}
	a := Error(err)
	a.Summary = "A file is not used as a session"
	return a
}

// LoginCommand returns the command by which a person starts a session.
func LoginCommand(s session.Session) string {
	words := []string{"login"}
	if isName(s.TenantID) {
		words = append(words, "-tenant", s.TenantID)
	}
	client := "YOUR_APPLICATION"
	if isName(s.ClientID) {
		client = s.ClientID
	}
	words = append(words, "-client-id", client)
	if cloud, known := auth.CloudOf(s); known && cloud.Name != auth.Clouds[0].Name {
		words = append(words, "-environment", cloud.Name)
	}
	if scopes := s.Permissions(); len(scopes) > 0 && !slices.Equal(scopes, permission.LoginScopes) {
		words = append(words, "-scopes", strings.Join(scopes, ","))
	}
	return Command(words...)
}

// isName reports whether a text can be the id or the domain name of a tenant, or the id of an application. Any other
// may come from a module, and is not proposed to a shell.
func isName(text string) bool {
	const allowed = "abcdefghijklmnopqrstuvwxyz0123456789.-_"
	return text != "" && text[0] != '-' && strings.Trim(strings.ToLower(text), allowed) == ""
}
