package explain

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// session returns the advice for a person who has to sign in, or to sign in again.
func session(err *auth.SessionError) Advice {
	a := Advice{
		Summary: CannotSignIn,
		Todo:    "sign in with this command, in a terminal, and run it again:\n\n  " + LoginCommand(err.Session),
	}
	if _, known := err.Session.Cloud(); !known {
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

// store returns the advice for sessions that cannot be read or written.
func store(err *auth.StoreError) Advice {
	return Advice{
		Summary: CannotSignIn,
		Seen: fmt.Sprintf("The sessions of people who signed in cannot be read or written: %s: %s",
			err.Path, Sentence(err.Err.Error())),
		Todo: "check that this user may read and write there. terraform-provider-graph logout -all removes a damaged file; " +
			"then sign in again. To do without sessions, choose another sign-in method with auth_method.",
	}
}

// LoginCommand returns the command by which a person starts a session. It names the file of this process, since a CLI
// keeps providers in a folder of its own.
func LoginCommand(session auth.Session) string {
	program, err := os.Executable()
	if err != nil {
		program = "terraform-provider-graph"
	}
	if strings.Contains(program, " ") {
		program = strconv.Quote(program)
	}
	words := []string{program, "login"}
	if session.TenantID != "" {
		words = append(words, "-tenant", session.TenantID)
	}
	words = append(words, "-client-id", cmp.Or(session.ClientID, "YOUR_APPLICATION"))
	if cloud, known := session.Cloud(); known && cloud.Name != auth.Clouds[0].Name {
		words = append(words, "-environment", cloud.Name)
	}
	if scopes := session.Permissions(); len(scopes) > 0 && !slices.Equal(scopes, permission.LoginScopes) {
		words = append(words, "-scopes", strings.Join(scopes, ","))
	}
	return strings.Join(words, " ")
}
