package permission

import (
	"fmt"
	"slices"
	"strings"
)

// BasicOnly describes what Graph does not report: with the least permission it leaves most properties out, without an
// error.
const BasicOnly = "`User.ReadBasic.All` gives access only to the names, the mail address and the photo of users. " +
	"Graph leaves the other properties null, and refuses a filter, a search or an order by them. Grant `User.Read.All` " +
	"to read all attributes. A warning names the attributes that are null for this reason, unless `select` leaves them " +
	"out."

// Table returns a Markdown table of calls and their least permissions.
func Table(calls ...Call) string {
	var b strings.Builder
	b.WriteString("| call | for a person (delegated) | for an application | with `az login` |\n|---|---|---|---|")
	for _, c := range calls {
		b.WriteString("\n" + c.Row())
	}
	return b.String()
}

// Row returns the row of a Markdown table: the call, the delegated and the application permission, and whether the
// token of the Azure CLI is enough.
func (c Call) Row() string {
	enough := "no"
	if c.ByAzureCLI() {
		enough = "yes"
	}
	return fmt.Sprintf("| `%s` | %s | %s | %s |", c.Name, c.delegated(), orImpossible(c.Application), enough)
}

// AdminFootnote explains the mark of delegated permissions to which an administrator may have to consent.
const AdminFootnote = "¹ An administrator may have to consent to this delegated permission."

// delegated returns the least delegated permission, or both if what belongs to others takes one for oneself too.
func (c Call) delegated() string {
	least := c.Least(true)
	text := orImpossible(least)
	if NeedsAdmin(true, least) {
		text += " ¹"
	}
	if also := c.Missing(true, []string{least}); least != "" && also != "" {
		text = "`" + also + "` and " + text
	}
	return text
}

func orImpossible(name string) string {
	if name == "" {
		return "not possible"
	}
	return "`" + name + "`"
}

// ApplicationRoles returns the permissions with which an application can make every reading call that it can make at
// all.
func ApplicationRoles() []string {
	var names []string
	for _, c := range calls {
		if c.Reads() && c.Application != "" && !slices.Contains(names, c.Application) {
			names = append(names, c.Application)
		}
	}
	return names
}
