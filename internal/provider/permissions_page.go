package provider

import (
	"context"
	"fmt"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

const permissionsIntro = `---
page_title: "Permissions"
subcategory: "Permissions and security"
description: |-
  The least permission of Microsoft Graph for each call that the provider makes, for people and for applications.
---

# Permissions

The provider never changes the directory. It reads, and it can send mail, which needs a permission of its own. These are
the least permissions. Others, such as ` + "`Directory.Read.All`" + `, allow the same calls and more.

* **For a person** (delegated permissions): what the application may do on behalf of the signed-in person. It can still
  read no more than that person may.
* **For an application** (application permissions): what the application may do by itself. These always need *Grant
  admin consent*.
* **With ` + "`az login`" + `**: whether the token of the Azure CLI is enough, by Microsoft's tables. Its permissions
  are fixed. They include ` + "`User.ReadWrite.All` and `Group.ReadWrite.All`" + `, which write; the provider only
  reads with them.

`

// PermissionsPage returns the page of the documentation about permissions, as Markdown.
func PermissionsPage(ctx context.Context) string {
	var b strings.Builder
	b.WriteString(permissionsIntro)
	b.WriteString("| used by | call | for a person | for an application | with `az login` |\n|---|---|---|---|---|\n")
	for _, use := range Uses(ctx) {
		for _, call := range use.Calls {
			fmt.Fprintf(&b, "| [`%s`](../%s/%s.md) %s\n",
				use.Name, use.Kind, strings.TrimPrefix(use.Name, typePrefix+"_"), call.Row())
		}
	}
	b.WriteString("\n" + permission.AdminFootnote + "\n\n")
	b.WriteString("`graph_query` reads any path, so its permissions depend on the path: see the page of the call in the " +
		"[reference of Microsoft Graph](https://learn.microsoft.com/graph/api/overview).\n\n")
	b.WriteString(basicUsers + "\n\n" + sharedCalendars + "\n\n")
	b.WriteString("Some properties in `additional_properties` need a further permission. A signed-in person also needs " +
		"a role in the directory; without it, Graph refuses the request or leaves the property null.\n\n" +
		"| property | permission | role of a person |\n|---|---|---|\n" +
		"| `signInActivity` | `AuditLog.Read.All` | one that reads sign-in reports, such as *Reports Reader* |\n" +
		"| `employeeLeaveDateTime` | `User-LifeCycleInfo.Read.All` | *Lifecycle Workflows Administrator* or *Global " +
		"Reader* |\n" +
		"| `customSecurityAttributes` | `CustomSecAttributeAssignment.Read.All` | one for custom security attributes, " +
		"such as *Attribute Assignment Reader* |\n" +
		"| `mailboxSettings` | `MailboxSettings.Read` | |\n\n" +
		otherMailboxes + "\n\n")
	fmt.Fprintf(&b, "## All data sources\n\nTo use every data source except `graph_query` as a person, but not the "+
		"calendars of groups and those that others share, grant these permissions, which `login` requests: `%s`.\n\n"+
		"As an application, grant: `%s`.\n",
		strings.Join(permission.LoginScopes, "`, `"), strings.Join(permission.ApplicationRoles(), "`, `"))
	return b.String()
}
