// Package seed reads a company that a person wrote. It is written like seed.json of package directory, but a file needs
// to say only what matters: what it leaves out has defaults, and objects are named instead of identified.
package seed

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/document"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// builtIn is the name of the company of package directory.
const builtIn = "contoso"

// object is a JSON object that is being completed.
type object = map[string]any

// A reader completes a company.
type reader struct {
	open     func(name string) ([]byte, error)
	root     *document.Node
	base     company // the company that the file extends; empty without one
	domain   string  // of the first user
	index    index
	products []object // that users may have
	problems []*document.Problem
	out      map[string]any

	baseGroups []object // of base; a team of the file may belong to one
}

// company is a complete company.
type company map[string]json.RawMessage

// list decodes a list of objects of the company.
func (c company) list(name string) []object {
	var list []object
	_ = json.Unmarshal(c[name], &list) // It is the built-in one.
	return list
}

// Read completes a company, so that it has everything that package directory and the services read. Files that it names
// are read with open. Its error joins one for each mistake.
func Read(file []byte, open func(name string) ([]byte, error)) ([]byte, error) {
	root, err := document.Read(file, shape.Get())
	if err != nil {
		return nil, err
	}
	r := &reader{open: open, root: root, domain: directory.TenantDomain, index: index{}, out: map[string]any{}}
	if root.Text("extends") == builtIn {
		if err := json.Unmarshal(directory.Company, &r.base); err != nil {
			return nil, err
		}
	}
	r.enter()
	r.complete()
	if len(r.problems) > 0 {
		return nil, document.Join(r.problems)
	}
	return r.merge()
}

// enter completes the objects by themselves, and enters them into the index, so that others may name them.
func (r *reader) enter() {
	for _, kind := range directory.Kinds() {
		for _, o := range r.base.list(kind.List) {
			r.index.add(kind.List, o)
		}
	}
	r.baseGroups = r.base.list("groups")
	for _, t := range r.base.list("teams") {
		r.index.add("teams", t)
	}
	for _, kind := range directory.Kinds() {
		r.enterList(kind.List, r.root.List(kind.List))
	}
	r.enterList("teams", r.root.List("teams"))
	for _, t := range r.objects("teams") {
		r.enterGroupOf(t)
	}
}

// enterGroupOf makes the group of a team, unless there is one.
func (r *reader) enterGroupOf(team object) {
	group := object{
		"displayName": team["displayName"], "id": team["id"], "description": team["description"], "visibility": "Private",
		"groupTypes": []any{"Unified"},
	}
	if !r.index.has("groups", textOf(group, "id")) {
		r.setDefaults("groups", group)
		r.index.add("groups", group)
		r.out["groups"] = append(r.objects("groups"), group)
	}
}

func (r *reader) enterList(list string, nodes []*document.Node) {
	var objects []object
	for i, n := range nodes {
		o, _ := n.Plain().(object)
		if list == "users" && i == 0 {
			_, r.domain, _ = strings.Cut(n.Text("userPrincipalName"), "@")
		}
		if list == "teams" {
			r.setGroupID(o, n)
		}
		r.setDefaults(list, o)
		if member := r.doubled(list, o, n); member != "" {
			r.report(n.Problemf("the %s %q is there already; leave one of them out, or give them other names and ids",
				member, textOf(o, member)))
		}
		r.index.add(list, o)
		objects = append(objects, o)
	}
	if objects != nil {
		r.out[list] = objects
	}
}

// doubled returns the member that an object has in common with another one of its list, or "".
func (r *reader) doubled(list string, o object, n *document.Node) string {
	switch {
	case list == "users" && r.index.has(list, textOf(o, "userPrincipalName")):
		return "userPrincipalName"
	case !r.index.has(list, textOf(o, "id")):
		return ""
	case n.Get("id") == nil:
		return "displayName" // The id follows from it.
	default:
		return "id"
	}
}

func (r *reader) report(p *document.Problem) { r.problems = append(r.problems, p) }

// complete replaces the names by which objects refer to others.
func (r *reader) complete() {
	r.completeTenant()
	for _, kind := range directory.Kinds() {
		for i, n := range r.root.List(kind.List) {
			o := r.objects(kind.List)[i]
			r.refer(o, n, "manager", person)
			r.refer(o, n, "reports", person)
			r.refer(o, n, "members", anything)
			r.refer(o, n, "owners", anything)
			if kind.List == "users" {
				r.setLicenses(o, n)
			}
		}
	}
	for i, n := range r.root.List("teams") {
		r.completeTeam(r.objects("teams")[i], n)
	}
	if r.baseGroups != nil {
		r.base["groups"] = odata.EncodeJSON(r.baseGroups)
	}
	r.completeEvents()
	r.completeMailboxes()
	r.completePhotos()
}

func (r *reader) objects(list string) []object {
	objects, _ := r.out[list].([]object)
	return objects
}

// refer replaces the names that a member has, a text or a list of texts, by what the services know the objects by.
func (r *reader) refer(o object, n *document.Node, member string, among kinds) {
	switch m := n.Get(member); {
	case m == nil:
	case m.Kind == document.List:
		list := make([]string, len(m.Items))
		for i, item := range m.Items {
			list[i] = r.resolve(item, among)
		}
		o[member] = list
	default:
		o[member] = r.resolve(m, among)
	}
}

// resolve returns what the services know an object by, which a text names.
func (r *reader) resolve(n *document.Node, among kinds) string {
	name, _ := n.Value.(string)
	if among.everybody && name == directory.Everybody || among.generated && strings.HasPrefix(name, directory.Generated) {
		return name
	}
	found := r.index.find(name, among)
	switch {
	case len(found) == 1:
		return found[0]
	case len(found) > 1:
		r.report(n.Problemf("several are called %q; write the id of one, or the user principal name", name))
	case among.addresses && strings.Contains(name, "@"):
		return name
	default:
		r.report(n.Problemf("there is no %s %q; write %s", among.what, name, among.how))
	}
	return name
}

func (r *reader) setLicenses(o object, n *document.Node) {
	delete(o, "licenses")
	if n.Get("licenses") == nil {
		return
	}
	assigned := []object{}
	for _, item := range n.List("licenses") {
		at := slices.IndexFunc(r.products, func(sku object) bool { return sku["skuPartNumber"] == item.Value })
		if at < 0 {
			var known []string
			for _, sku := range r.products {
				known = append(known, textOf(sku, "skuPartNumber"))
			}
			r.report(item.Problemf("there is no product %q; write %s", item.Value, strings.Join(known, ", ")))
			continue
		}
		assigned = append(assigned, object{"skuId": r.products[at]["skuId"], "disabledPlans": []string{}})
	}
	o["assignedLicenses"] = assigned
}

// merge adds the company to the one that it extends.
func (r *reader) merge() ([]byte, error) {
	merged := map[string]any{}
	for name, document := range r.base {
		merged[name] = document
	}
	for name, value := range r.out {
		base, extends := r.base[name]
		switch v := value.(type) {
		case []object:
			var list []json.RawMessage
			if extends {
				_ = json.Unmarshal(base, &list) // It is the built-in one.
			}
			for _, o := range v {
				b, err := json.Marshal(o)
				if err != nil {
					return nil, err
				}
				list = append(list, b)
			}
			merged[name] = list
		case map[string]any:
			all := map[string]any{}
			if extends {
				_ = json.Unmarshal(base, &all)
			}
			maps.Copy(all, v)
			merged[name] = all
		default:
			merged[name] = v
		}
	}
	return json.Marshal(merged)
}
