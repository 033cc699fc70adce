package command

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// A consent is how to grant what is missing.
type consent struct {
	URL   string   `json:"admin_consent_url"` // "" if the permissions of the application cannot be granted by it
	Steps []string `json:"steps"`
}

// consent returns how to grant permissions to whoever is signed in, or nil if that is not known.
func (c *command) consent(s signedIn) *consent {
	switch {
	case s.Kind == "person" && (s.Method == "azure_cli" || s.ClientID == permission.AzureCLI):
		return &consent{Steps: []string{
			"The token is that of the Azure CLI's own application. Microsoft sets its permissions, and nobody can add to them.",
			"Sign in with an app registration of your own instead:\n\n" +
				explain.LoginCommand(session.Session{TenantID: s.TenantID}),
			"How to register one: " + explain.SignInGuide,
		}}
	case s.Method == "managed_identity":
		return &consent{Steps: []string{
			fmt.Sprintf("An administrator assigns the permissions to the managed identity %s, as app roles of Microsoft Graph. "+
				"There is no consent page for managed identities.", explain.OrNone(s.ObjectID)),
			"How to assign them: " + explain.SignInGuide + "#managed-identity",
			"Run check again. The new permissions may take effect only with the next token, up to a day later.",
		}}
	case s.Kind == "" || s.TenantID == "" || s.ClientID == "":
		return nil
	}
	link := strings.TrimRight(c.settings.Authority, "/") + "/" + url.PathEscape(s.TenantID) + "/adminconsent?" +
		url.Values{"client_id": {s.ClientID}}.Encode()
	center := "the Entra admin center"
	if c.settings.Cloud.Name == auth.Clouds[0].Name { // Other clouds have others.
		center += " (https://entra.microsoft.com)"
	}
	kind, again := "Application permissions", "Run check again: the new permissions take effect with the next token."
	if s.Kind == "person" {
		kind = "Delegated permissions"
		again = "Sign in again: the new permissions take effect with the next sign-in. login requests others than its " +
			"default ones with -scopes."
	}
	return &consent{URL: link, Steps: []string{
		fmt.Sprintf("In %s, open the app registration %s. Choose API permissions, Add a permission, Microsoft Graph, %s, "+
			"and add those of the permissions above that you need.", center, s.ClientID, kind),
		"Have an administrator of the tenant open this page, and consent:\n\n" + link,
		again,
	}}
}

// A request is a permission to ask for, and what it is for.
type request struct {
	permission string
	admin      bool
	uses       []string
}

// requests returns the permissions that are missing, in the order in which they come up.
func (r *result) requests() []*request {
	var list []*request
	ask := func(name string, admin bool, use string) {
		i := slices.IndexFunc(list, func(q *request) bool { return q.permission == name })
		if i < 0 {
			i, list = len(list), append(list, &request{permission: name, admin: admin})
		}
		if !slices.Contains(list[i].uses, use) {
			list[i].uses = append(list[i].uses, use)
		}
	}
	for _, v := range r.Verdicts {
		for _, l := range v.Lacks {
			if l.Permission != "" {
				ask(l.Permission, l.NeedsAdmin, v.Name)
			}
		}
		if v.Fills != "" {
			ask(v.Fills, permission.NeedsAdmin(r.SignIn.Kind == "person", v.Fills), v.Name)
		}
	}
	return list
}

// writeMissing writes which permissions are missing, for what, who may consent to them, and how.
func (r *result) writeMissing(b *strings.Builder) {
	requests := r.requests()
	if len(requests) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%-*s%-*s%s\n", permissionWidth, "Missing permissions", consentWidth, "consent by", "for")
	for _, q := range requests {
		who := "you"
		switch {
		case r.SignIn.Kind == "person" && r.Consent != nil && r.Consent.URL == "":
			who = "see below"
		case q.admin:
			who = "administrator"
		}
		label := fmt.Sprintf("  %-*s%s", permissionWidth-2, q.permission, who)
		b.WriteString(wrap(label, strings.Join(q.uses, ", "), permissionWidth+consentWidth))
	}
	if r.Consent == nil {
		return
	}
	b.WriteString("\nHow to grant them\n")
	for i, step := range r.Consent.Steps {
		text, command, _ := strings.Cut(step, "\n\n")
		b.WriteString(wrap(fmt.Sprintf("  %d.", i+1), text, 5))
		if command != "" {
			b.WriteString("\n       " + command + "\n\n")
		}
	}
}

// The widths of the columns of a missing permission, with the indent, and of who may consent to it.
const (
	permissionWidth = 30
	consentWidth    = 15
)
