package graphemu

import (
	"fmt"
	"slices"
	"strings"
)

// directory is the people of the company: those of the seed first, then the generated ones. They never change, so that
// no lock is needed.
type directory struct {
	seed      *seed
	generated int
	index     map[string]map[string][]int // Seed rows by key property and lower-case value.
	reports   map[int][]int               // Seed rows and contacts by the row of their manager.
	contacts  map[string]int              // Rows of contacts by lower-case id.
	managers  map[int]int                 // Rows of contacts that are a manager, by the seed row of their report.
	results   resultCache
}

// keyProperties are those that a filter finds without looking at every user.
var keyProperties = []string{"id", "userPrincipalName", "mail", "mailNickname", "employeeId", "proxyAddresses"}

// newDirectory returns the directory of a company, in the form of seed.json, with that many generated users behind it.
func newDirectory(company []byte, generatedUsers int) *directory {
	s := readSeed(company)
	d := &directory{seed: s, generated: generatedUsers, index: make(map[string]map[string][]int)}
	for _, name := range keyProperties {
		byValue := make(map[string][]int)
		for i := range s.Users {
			v := s.Users[i].value(name)
			for _, one := range append(v.texts, v.text) {
				if key := strings.ToLower(one); key != "" && !slices.Contains(byValue[key], i) {
					byValue[key] = append(byValue[key], i)
				}
			}
		}
		d.index[name] = byValue
	}
	d.addContacts()
	return d
}

func (d *directory) len() int { return len(d.seed.Users) + d.generated }

// generatedNumber returns the number of a generated user; ok is false for the other rows.
func (d *directory) generatedNumber(i int) (n int, ok bool) {
	n = i - len(d.seed.Users)
	return n, n >= 0
}

func (d *directory) row(i int) row {
	if i < 0 {
		return d.contact(i)
	}
	if i < len(d.seed.Users) {
		return &d.seed.Users[i]
	}
	return generated(i - len(d.seed.Users))
}

// find looks a user up by object id or user principal name, the two forms that a path takes.
func (d *directory) find(key string) (int, bool) {
	for _, name := range []string{"id", "userPrincipalName"} {
		if rows := d.lookup(name, key); len(rows) > 0 {
			return rows[0], true
		}
	}
	return 0, false
}

// mustFind is [directory.find] for a test that names somebody; it panics when there is no such user.
func (d *directory) mustFind(user string) int {
	i, ok := d.find(user)
	if !ok {
		panic(fmt.Sprintf("graphemu: there is no user %q", user))
	}
	return i
}

// standardPerson is who signs in when nobody is named: [PersonUPN], or else the first user.
func (d *directory) standardPerson() (int, bool) {
	if i, ok := d.find(PersonUPN); ok {
		return i, true
	}
	return 0, d.len() > 0
}

// indexed reports whether lookup finds users by the property.
func (d *directory) indexed(name string) bool { return slices.Contains(keyProperties, name) }

// lookup returns the rows whose key property has the value, without regard to case, in ascending order.
func (d *directory) lookup(name, key string) []int {
	rows := slices.Clone(d.index[name][strings.ToLower(key)])
	n, ok := generatedNumber(name, key)
	if !ok || int(n) >= d.generated {
		return rows
	}
	v := n.value(name)
	if strings.EqualFold(v.text, key) ||
		slices.ContainsFunc(v.texts, func(s string) bool { return strings.EqualFold(s, key) }) {
		rows = append(rows, len(d.seed.Users)+int(n))
	}
	return rows
}

// manager returns the row of the manager of a user or contact. Ten generated users report to one, and the first one to
// nobody.
func (d *directory) manager(i int) (int, bool) {
	if i < 0 {
		return d.find(d.contact(i).Manager)
	}
	if m, ok := d.managers[i]; ok {
		return m, true
	}
	if n := i - len(d.seed.Users); n >= 0 {
		return len(d.seed.Users) + (n-1)/10, n > 0
	}
	rows := d.index["userPrincipalName"][strings.ToLower(d.seed.Users[i].Manager)]
	if len(rows) == 0 {
		return 0, false
	}
	return rows[0], true
}
