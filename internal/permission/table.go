package permission

import (
	"fmt"
	"slices"
	"strings"
)

// BasicOnly describes what Graph does not report: with the least permission it leaves most properties out, without an
// error.
const BasicOnly = "`User.ReadBasic.All` allows to read names, mail address and photo only, and Graph leaves the " +
	"other properties null without an error: grant `User.Read.All` to read every attribute."

// Table returns a Markdown table of calls and their least permissions.
func Table(calls ...Call) string {
	var b strings.Builder
	b.WriteString("| call | for a person (delegated) | for an application |\n|---|---|---|")
	for _, c := range calls {
		b.WriteString("\n" + c.Row())
	}
	return b.String()
}

// Row returns the row of a Markdown table: the call, the delegated and the application permission.
func (c Call) Row() string {
	return fmt.Sprintf("| `%s` | %s | %s |", c.Name, c.delegated(), orImpossible(c.Application))
}

// AdminFootnote explains the mark of delegated permissions to which an administrator has to consent.
const AdminFootnote = "¹ An administrator has to consent to it for people too."

func (c Call) delegated() string {
	if c.NeedsAdmin() {
		return orImpossible(c.Delegated) + " ¹"
	}
	return orImpossible(c.Delegated)
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
