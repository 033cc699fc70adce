package command

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

const (
	// textWidth is the greatest length of a line, in characters.
	textWidth = 100
	// labelWidth is the width of the first column, and nameWidth that of names of data sources, with the indent.
	labelWidth = 16
	nameWidth  = 26
)

// write writes the result for a person: sign-in, network, what went wrong, what works, and what to ask for.
func (r *result) write(b *strings.Builder) {
	r.SignIn.write(b)
	if len(r.Network) > 0 {
		writeNetwork(b, r.Network)
	}
	for _, p := range r.Problems {
		fmt.Fprintf(b, "\n%s\n\n", p.Summary)
		for line := range strings.SplitSeq(p.Detail, "\n") {
			if !strings.Contains(line, explain.Command()) { // A command stays whole, so that it can be copied.
				line = strings.TrimSuffix(wrap("", line, 0), "\n")
			}
			b.WriteString(line + "\n")
		}
	}
	if len(r.Problems) > 0 && r.SignIn.Permissions == nil {
		b.WriteString("\nWhich data sources work is known only after signing in.\n")
	} else {
		r.writeVerdicts(b)
	}
	if len(r.Missing) > 0 {
		b.WriteString("\n" + wrap("", "Needed, and not known to work: "+strings.Join(r.Missing, ", ")+".", 0))
	}
}

func (s signedIn) write(b *strings.Builder) {
	row := func(label, text string) {
		if text != "" {
			b.WriteString(wrap("  "+label, text, labelWidth))
		}
	}
	b.WriteString("Sign-in\n")
	if s.Method != "" {
		row("method", s.Method+", because "+s.Reason)
	}
	row("tenant", s.TenantID)
	row("person", s.Username)
	row("application", s.ClientID)
	if s.Expires != nil {
		row("token", s.validity())
	}
	switch {
	case len(s.Permissions) > 0:
		row("permissions", strings.Join(s.Permissions, ", "))
	case s.Permissions != nil:
		row("permissions", "none")
	}
}

// validity describes when the token ends.
func (s signedIn) validity() string {
	end := s.Expires.UTC().Format("2006-01-02 15:04 UTC")
	left := time.Until(*s.Expires)
	if left <= 0 {
		return "ended at " + end
	}
	return fmt.Sprintf("valid until %s, for %.0f minutes", end, left.Minutes())
}

// writeNetwork writes a line for each service, with the time of each step.
func writeNetwork(b *strings.Builder, connections []connection) {
	fmt.Fprintf(b, "\nNetwork %20s %9s %9s %9s %9s\n", "DNS", "connect", "proxy", "TLS", "answer")
	for _, c := range connections {
		if c.Note != "" {
			b.WriteString(wrap("  "+c.Name, c.Note, labelWidth))
			continue
		}
		fmt.Fprintf(b, "  %-14s", c.Name)
		for _, cell := range []struct {
			step step
			took *float64
		}{{stepDNS, c.DNS}, {stepConnect, c.Connect}, {stepProxy, c.Proxy}, {stepTLS, c.TLS}, {stepAnswer, c.Answer}} {
			text := "-"
			if cell.took != nil {
				text = strconv.FormatFloat(*cell.took, 'f', 0, 64) + " ms"
			}
			if c.Failed == string(cell.step) {
				text = "failed"
			}
			fmt.Fprintf(b, " %*s", cellWidth(cell.step), text)
		}
		fmt.Fprintf(b, "   %s\n", c.Host)
		if c.Via != "" {
			b.WriteString(wrap("", "by the proxy "+c.Via, labelWidth))
		}
	}
}

// cellWidth returns the width of the cells of a step.
func cellWidth(s step) int {
	if s == stepDNS {
		return 11
	}
	return 9
}

// writeVerdicts writes a line for each data source, then what the marks mean, then what to ask for.
func (r *result) writeVerdicts(b *strings.Builder) {
	b.WriteString("\nData sources, and mail\n")
	var notes []string
	for _, v := range r.Verdicts {
		text := v.text()
		if len(v.Nulls) > 0 {
			note := v.note()
			if !slices.Contains(notes, note) {
				notes = append(notes, note)
			}
			text += fmt.Sprintf("; some attributes are null (%d)", slices.Index(notes, note)+1)
		}
		b.WriteString(wrap("  "+v.Name, text, nameWidth))
	}
	if slices.ContainsFunc(r.Verdicts, func(v verdict) bool { return v.State == permission.Unknown }) {
		b.WriteString("\n" + wrap("", opaque, 0))
	}
	for i, note := range notes {
		b.WriteString("\n" + wrap(fmt.Sprintf("(%d)", i+1), note, 4))
	}
	r.writeMissing(b)
}

// opaque is why nothing is known about the data sources.
const opaque = "The token is opaque and does not state its permissions, so only a read shows what works."

// text describes the state of a data source.
func (v verdict) text() string {
	switch v.State {
	case permission.Works, permission.HasNulls:
		return "works"
	case permission.Lacking:
		return "lacks " + strings.Join(v.missing(func(lack) bool { return true }), ", ")
	case permission.OfPeople:
		return "needs a signed-in person"
	case permission.Depends:
		return "depends on the path"
	case permission.InPart:
		return "works in part: " + strings.Join(v.parts(), "; ")
	default:
		return "unknown"
	}
}

// parts describes what does not work of a data source that works in part.
func (v verdict) parts() []string {
	var parts []string
	oneself := func(l lack) bool { return strings.Contains(l.Call, " /me") }
	others := func(l lack) bool { return strings.Contains(l.Call, " /users/{id}") }
	for _, form := range []struct {
		of    string
		calls func(lack) bool
	}{{"oneself", oneself}, {"others", others}} {
		if missing := v.missing(form.calls); len(missing) > 0 {
			parts = append(parts, "for "+form.of+", it lacks "+strings.Join(missing, ", "))
		} else if slices.ContainsFunc(v.Lacks, form.calls) {
			parts = append(parts, "not for "+form.of)
		}
	}
	for _, l := range v.Lacks {
		switch {
		case oneself(l), others(l):
		case l.Permission == "":
			parts = append(parts, l.Call+" needs a signed-in person")
		default:
			parts = append(parts, l.Call+" lacks "+l.Permission)
		}
	}
	return parts
}

// missing returns the permissions that calls lack, each once.
func (v verdict) missing(counts func(lack) bool) []string {
	var names []string
	for _, l := range v.Lacks {
		if l.Permission != "" && counts(l) && !slices.Contains(names, l.Permission) {
			names = append(names, l.Permission)
		}
	}
	return names
}

// note describes which attributes have values.
func (v verdict) note() string {
	var open []string
	for _, a := range v.Use.Attributes {
		if !slices.Contains(v.Nulls, a.Name) {
			open = append(open, a.Name)
		}
	}
	return fmt.Sprintf("Of %s, only these attributes have values: %s. Graph leaves the others null, or lists empty, "+
		"without an error. %s fills them.", v.Use.Profile.Of, strings.Join(open, ", "), v.Fills)
}

// wrap returns a label and a text that begins in a column, in lines of at most textWidth where its words allow it.
func wrap(label, text string, column int) string {
	var b strings.Builder
	line := fmt.Sprintf("%-*s", column, label)
	first := true
	for word := range strings.FieldsSeq(text) {
		switch {
		case first:
			first = false
		case len([]rune(line))+1+len([]rune(word)) > textWidth:
			b.WriteString(line + "\n")
			line = strings.Repeat(" ", column)
		default:
			line += " "
		}
		line += word
	}
	return b.String() + strings.TrimRight(line, " ") + "\n"
}
