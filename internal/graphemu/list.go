package graphemu

import (
	"slices"
	"strconv"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/seed"
)

// A Table is a list for people to read: the names of its columns, then its rows.
type Table [][]string

// People returns the users with what is special about them.
func (s *Server) People() Table {
	table := Table{{"USER PRINCIPAL NAME", "DISPLAY NAME", "DEPARTMENT", "JOB TITLE", "MANAGER", "REMARKS"}}
	for i, p := range s.directory.People() {
		table = append(table, []string{
			p.UserPrincipalName, p.DisplayName, p.Department, p.JobTitle, p.Manager,
			remarks(
				remark{"guest", p.Guest}, remark{"disabled", p.Disabled}, remark{"no mailbox", !s.HasMailbox(i)},
				remark{"no photo", !s.HasPhoto(i)}, remark{"no licence for Teams", !s.teams.Licensed(p.ID)},
			),
		})
	}
	return table
}

// Groups returns the groups.
func (s *Server) Groups() Table {
	table := Table{{"DISPLAY NAME", "MAIL", "KIND", "MEMBERS", "OWNERS", "REMARKS"}}
	for _, g := range s.directory.Groups() {
		table = append(table, []string{
			g.DisplayName, g.Mail, g.Kind, strconv.Itoa(g.Members), strings.Join(g.Owners, ", "),
			remarks(remark{"team", g.IsTeam}, remark{"dynamic", g.IsDynamic}, remark{"hidden members", g.IsHidden}),
		})
	}
	return table
}

// Teams returns the teams with their channels.
func (s *Server) Teams() Table {
	table := Table{{"DISPLAY NAME", "MEMBERS", "OWNERS", "CHANNELS", "REMARKS"}}
	for _, t := range s.teams.Teams() {
		members := strconv.Itoa(len(t.Members))
		if slices.Contains(t.Members, directory.Everybody) {
			members = "everybody"
		}
		table = append(table, []string{
			t.Name, members, strings.Join(t.Owners, ", "), strings.Join(t.Channels, ", "),
			remarks(remark{"archived", t.Archived}),
		})
	}
	return table
}

// Calendars returns the calendars that have events. Each mailbox has a default calendar, which may be empty.
func (s *Server) Calendars() Table {
	table := Table{{"OWNER", "CALENDAR", "EVENTS"}}
	for _, c := range s.Service.Calendars() {
		owner := c.Owner
		if owner == directory.Everybody {
			owner = "everybody"
		}
		table = append(table, []string{owner, c.Name, strings.Join(c.Subjects, "; ")})
	}
	return table
}

// A remark is what is said of something if it holds.
type remark struct {
	text  string
	holds bool
}

func remarks(list ...remark) string {
	var texts []string
	for _, r := range list {
		if r.holds {
			texts = append(texts, r.text)
		}
	}
	return strings.Join(texts, ", ")
}

// CompanyNames returns what a company that a person writes may have: see [ReadCompany].
func CompanyNames() Table { return namesTable(seed.Rows()) }

// FaultNames returns what a fault in JSON may have: see [ReadFaults].
func FaultNames() Table { return namesTable(faultShape.Get().Rows()) }

func namesTable(rows [][]string) Table { return append(Table{{"NAME", "VALUE", "MEANING"}}, rows...) }
