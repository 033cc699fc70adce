// Package directory emulates the directory behind Graph: users, their managers and reports, contacts, groups and the
// organization. The other services look people up in it.
package directory

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// Directory is the people of the company: those of the seed first, then the generated ones. They never change, so that
// no lock is needed.
type Directory struct {
	seed        *seed
	generated   int
	index       map[string]map[string][]int // Seed rows by key property and lower-case value.
	reports     map[int][]int               // Seed rows and contacts by the row of their manager.
	contacts    map[string]int              // Rows of contacts by lower-case id.
	managers    map[int]int                 // Rows of contacts that are a manager, by the seed row of their report.
	others      []linked                    // All that is not a user.
	memberLists sync.Map                    // Lists of members by group and path.
	results     resultCache
}

// keyProperties are those that a filter finds without looking at every user.
var keyProperties = []string{"id", "userPrincipalName", "mail", "mailNickname", "employeeId", "proxyAddresses"}

// New returns the directory of a company, in the form of seed.json, with that many generated users behind it.
func New(company []byte, generatedUsers int) *Directory {
	s := readSeed(company)
	d := &Directory{seed: s, generated: generatedUsers, index: make(map[string]map[string][]int)}
	for _, name := range keyProperties {
		byValue := make(map[string][]int)
		for i := range s.Users {
			v := s.Users[i].Value(name)
			for _, one := range append(v.Texts, v.Text) {
				if key := strings.ToLower(one); key != "" && !slices.Contains(byValue[key], i) {
					byValue[key] = append(byValue[key], i)
				}
			}
		}
		d.index[name] = byValue
	}
	d.addContacts()
	d.addOthers()
	return d
}

func (d *Directory) len() int { return len(d.seed.Users) + d.generated }

// GeneratedNumber returns the number of a generated user; ok is false for the other rows.
func (d *Directory) GeneratedNumber(i int) (n int, ok bool) {
	n = i - len(d.seed.Users)
	return n, n >= 0
}

// Row returns the object of a row, which is a user, or a contact if i is negative.
func (d *Directory) Row(i int) odata.Row {
	if i < 0 {
		return d.contact(i)
	}
	if i < len(d.seed.Users) {
		return &d.seed.Users[i]
	}
	return generated(i - len(d.seed.Users))
}

// Find looks a user up by object id or user principal name, the two forms that a path takes.
func (d *Directory) Find(key string) (int, bool) {
	for _, name := range []string{"id", "userPrincipalName"} {
		if rows := d.Lookup(name, key); len(rows) > 0 {
			return rows[0], true
		}
	}
	return 0, false
}

// SeedNames returns the user principal names of the users of the seed.
func (d *Directory) SeedNames() []string {
	names := make([]string, len(d.seed.Users))
	for i := range names {
		names[i] = d.seed.Users[i].Value("userPrincipalName").Text
	}
	return names
}

// MustFind is like [directory.find], for tests. It panics if there is no such user.
func (d *Directory) MustFind(user string) int {
	i, ok := d.Find(user)
	if !ok {
		panic(fmt.Sprintf("graphemu: there is no user %q", user))
	}
	return i
}

// StandardPerson returns who signs in when nobody is named: [PersonUPN], or else the first user.
func (d *Directory) StandardPerson() (int, bool) {
	if i, ok := d.Find(PersonUPN); ok {
		return i, true
	}
	return 0, d.len() > 0
}

// Indexed reports whether lookup finds users by the property.
func (d *Directory) Indexed(name string) bool { return slices.Contains(keyProperties, name) }

// Lookup returns the rows whose key property has the value, without regard to case, in ascending order.
func (d *Directory) Lookup(name, key string) []int {
	rows := slices.Clone(d.index[name][strings.ToLower(key)])
	n, ok := generatedNumber(name, key)
	if !ok || int(n) >= d.generated {
		return rows
	}
	v := n.Value(name)
	if strings.EqualFold(v.Text, key) ||
		slices.ContainsFunc(v.Texts, func(s string) bool { return strings.EqualFold(s, key) }) {
		rows = append(rows, len(d.seed.Users)+int(n))
	}
	return rows
}

// manager returns the row of the manager of a user or contact. Ten generated users report to one, and the first one to
// nobody.
func (d *Directory) manager(i int) (int, bool) {
	if i < 0 {
		return d.Find(d.contact(i).links.Manager)
	}
	if m, ok := d.managers[i]; ok {
		return m, true
	}
	if n := i - len(d.seed.Users); n >= 0 {
		return len(d.seed.Users) + (n-1)/10, n > 0
	}
	rows := d.index["userPrincipalName"][strings.ToLower(d.seed.Users[i].links.Manager)]
	if len(rows) == 0 {
		return 0, false
	}
	return rows[0], true
}
