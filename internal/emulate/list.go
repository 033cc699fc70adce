package emulate

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// lists are the values of -list.
var lists = []struct {
	name string
	of   func(*graphemu.Server) graphemu.Table
}{
	{"people", (*graphemu.Server).People},
	{"groups", (*graphemu.Server).Groups},
	{"teams", (*graphemu.Server).Teams},
	{"calendars", (*graphemu.Server).Calendars},
	{"routes", func(s *graphemu.Server) graphemu.Table {
		var table graphemu.Table
		for _, route := range s.Routes() {
			table = append(table, []string{route.String()})
		}
		return table
	}},
	{"seed", func(*graphemu.Server) graphemu.Table { return graphemu.CompanyNames() }},
	{"faults", func(*graphemu.Server) graphemu.Table { return graphemu.FaultNames() }},
}

func listNames() []string {
	names := make([]string, len(lists))
	for i, l := range lists {
		names[i] = l.name
	}
	return names
}

// print prints the list that was asked for.
func (s *settings) print(stdout io.Writer) error {
	server := graphemu.New(s.options)
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, l := range lists {
		if l.name != s.list {
			continue
		}
		for _, row := range l.of(server) {
			_, _ = fmt.Fprintln(w, strings.Join(row, "\t"))
		}
	}
	_ = w.Flush() // A buffer takes everything.
	for line := range strings.Lines(b.String()) {
		if _, err := fmt.Fprintln(stdout, strings.TrimRight(line, " \n")); err != nil {
			return err
		}
	}
	return nil
}
