package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// permissionsSource is the note at the head of the extract, but for the month.
const permissionsSource = "microsoftgraph/microsoft-graph-devx-content permissions/new/permissions.json, %s. " +
	"least: as the data marks it, read-only ones preferred; empty where it names none. " +
	"/me has no permissions for applications. Calendars.ReadBasic is Calendars.ReadBasic.All for applications. " +
	"/me/calendarView is copied from its sibling."

// calls is the extract of the permissions.
type calls struct {
	Source string  `json:"source"`
	Calls  []entry `json:"calls"`
}

// An entry holds the permissions of a call.
type entry struct {
	Method      string `json:"method"`
	Path        string `json:"path"`
	Delegated   needed `json:"delegated"`
	Personal    needed `json:"personal"`
	Application needed `json:"application"`
}

// needed holds the permissions that allow a call, and the least of them.
type needed struct {
	Least []string `json:"least"`
	All   []string `json:"all"`
}

// permissionData is the published file, as far as the extract needs it.
type permissionData struct {
	Permissions map[string]struct {
		PathSets []struct {
			SchemeKeys []string
			Methods    []string
			Paths      map[string]string // Options by path, such as "least=DelegatedWork,Application".
		}
	}
}

// applicationRoles holds the permissions for which the published file uses another name than applications are granted.
// Source: permissions/permissions-descriptions.json in the same repository.
var applicationRoles = map[string]string{"Calendars.ReadBasic": "Calendars.ReadBasic.All"}

// readPermissions returns the permissions of the calls in a table, in its order. These are the rules:
//
//   - Paths are the same whatever their case and the names of their placeholders; the published file mixes both.
//   - A permission that also requires another one is left out: it does not allow the call by itself.
//   - Where permissions with and without "Write" are marked as least, those without it are the least.
//   - An application cannot call /me, though the published file has permissions for it.
//   - applicationRoles corrects the names of permissions for applications.
//
// A call that is not published keeps its present entry, which is made by hand; a note names it. Without an entry it is
// an error.
func readPermissions(
	published []byte, present calls, table []permission.Call, date string, notes io.Writer,
) (calls, error) {
	var data permissionData
	if err := json.Unmarshal(published, &data); err != nil {
		return calls{}, err
	}
	grants := data.grants()
	if len(grants) == 0 {
		return calls{}, errors.New("no permissions: want permissions/new/permissions.json")
	}
	made := calls{Source: fmt.Sprintf(permissionsSource, date), Calls: []entry{}}
	for _, c := range table {
		method, path, _ := strings.Cut(c.Name, " ")
		e := newEntry(method, path, grants[key(method, path)])
		if len(e.Delegated.All)+len(e.Personal.All)+len(e.Application.All) == 0 {
			i := slices.IndexFunc(present.Calls, func(e entry) bool { return e.Method == method && e.Path == path })
			if i < 0 {
				return calls{}, fmt.Errorf("no call %s: add its entry to %s by hand", c.Name, permissionsFile)
			}
			e = present.Calls[i]
			fmt.Fprintf(notes, "The call %s is not published; its entry stays as it is.\n", c.Name)
		}
		made.Calls = append(made.Calls, e)
	}
	return made, nil
}

// A grant is a permission that allows a call in some schemes, and is marked as the least one in some of them.
type grant struct {
	permission     string
	schemes, least []string
}

// grants returns the permissions that allow each call, by the key of the call.
func (d permissionData) grants() map[string][]grant {
	grants := map[string][]grant{}
	for name, published := range d.Permissions {
		for _, set := range published.PathSets {
			for path, options := range set.Paths {
				least, alone := readOptions(options)
				if !alone {
					continue
				}
				for _, method := range set.Methods {
					k := key(method, path)
					grants[k] = append(grants[k], grant{permission: name, schemes: set.SchemeKeys, least: least})
				}
			}
		}
	}
	return grants
}

// readOptions returns the schemes that the options of a path mark as least, and reports whether the permission allows
// the call by itself.
func readOptions(options string) (least []string, alone bool) {
	alone = true
	for option := range strings.SplitSeq(options, ";") {
		name, value, _ := strings.Cut(option, "=")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "least":
			for scheme := range strings.SplitSeq(value, ",") {
				least = append(least, strings.TrimSpace(scheme))
			}
		case "alsorequires":
			alone = false
		}
	}
	return least, alone
}

// placeholder matches a part of a path that stands for a value.
var placeholder = regexp.MustCompile(`/\{[^/{}]*\}`)

// key returns one text for all spellings of a call.
func key(method, path string) string {
	return method + " " + strings.ToLower(placeholder.ReplaceAllString(path, "/{}"))
}

func newEntry(method, path string, grants []grant) entry {
	e := entry{
		Method: method, Path: path,
		Delegated:   newNeeded(grants, "DelegatedWork"),
		Personal:    newNeeded(grants, "DelegatedPersonal"),
		Application: newNeeded(grants, "Application"),
	}
	if path == "/me" || strings.HasPrefix(path, "/me/") {
		e.Application = newNeeded(nil, "Application")
	}
	return e
}

func newNeeded(grants []grant, scheme string) needed {
	n := needed{Least: []string{}, All: []string{}}
	for _, g := range grants {
		if !slices.Contains(g.schemes, scheme) {
			continue
		}
		name := g.permission
		if role, ok := applicationRoles[name]; ok && scheme == "Application" {
			name = role
		}
		n.All = append(n.All, name)
		if slices.Contains(g.least, scheme) {
			n.Least = append(n.Least, name)
		}
	}
	if slices.ContainsFunc(n.Least, readsOnly) {
		n.Least = slices.DeleteFunc(n.Least, func(name string) bool { return !readsOnly(name) })
	}
	slices.Sort(n.Least)
	slices.Sort(n.All)
	return needed{Least: slices.Compact(n.Least), All: slices.Compact(n.All)}
}

func readsOnly(permission string) bool { return !strings.Contains(permission, "Write") }
