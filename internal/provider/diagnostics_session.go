package provider

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
)

// explainSession is for a person who has to sign in, or to sign in again.
func explainSession(err *auth.SessionError) advice {
	a := advice{summary: signInSummary, todo: "sign in with this command, in a terminal, and run it again:\n\n  " + loginCommand(err.Session)}
	if _, known := cloudOf(err.Session); !known {
		a.todo += "\n\nIt has to lead to the same place as the provider: what the provider block has as graph_endpoint, authority_host, scope and ca_certificate_file has to be in the environment, as GRAPH_ENDPOINT, AZURE_AUTHORITY_HOST, GRAPH_SCOPE and GRAPH_CA_CERTIFICATE_FILE."
	}
	if err.Err == nil {
		a.seen = "Nobody is signed in by device code"
		if err.Session.TenantID != "" {
			a.seen += " to the tenant " + err.Session.TenantID
		}
		if err.Session.ClientID != "" {
			a.seen += " with the application " + err.Session.ClientID
		}
		a.seen += "."
		return a
	}
	a.seen = fmt.Sprintf("The session of %s in the tenant %s has ended: ", orNone(err.Session.Username), err.Session.TenantID)
	if answer, ok := errors.AsType[*oauth2.RetrieveError](err.Err); ok {
		var seen string
		seen, _, a.ids = explainAuthority(answer)
		a.seen += seen
	} else {
		a.seen += sentence(err.Err.Error())
	}
	return a
}

// explainStore is for a session that could not be read or kept.
func explainStore(err *auth.StoreError) advice {
	return advice{
		summary: signInSummary,
		seen:    fmt.Sprintf("The sessions of people who signed in are out of reach: %s: %s", err.Path, sentence(err.Err.Error())),
		todo:    "see that this user may read and write there. A damaged file goes with terraform-provider-graph logout -all; then sign in again. To do without sessions, choose another way of signing in with auth_method.",
	}
}

// loginCommand is what a person types to sign in: the very file that is running, since a CLI keeps it in a folder of its
// own.
func loginCommand(session auth.Session) string {
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
	if home, known := cloudOf(session); known && home.names[0] != clouds[0].names[0] {
		words = append(words, "-environment", home.names[0])
	}
	if scopes := graphScopes(session); len(scopes) > 0 && !slices.Equal(scopes, dataSourceScopes()) {
		words = append(words, "-scopes", strings.Join(scopes, ","))
	}
	return strings.Join(words, " ")
}
