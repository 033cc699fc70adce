package provider_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// TestAccExampleChangeFreeze checks that a precondition stops an apply, also if the calendar cannot be read, while a
// check only warns.
func TestAccExampleChangeFreeze(t *testing.T) {
	t.Parallel()
	w := newExample(t, "change-freeze", graphemu.NewServer(t, graphemu.Options{}))
	w.mustStop(t, nil, "Error: Resource precondition failed", "There is a change freeze: Change freeze: stock-taking,")
	for _, vars := range [][]string{{"calendar_name=Changes"}, {"calendar_name=Changes", "override=INC-1234"}} {
		w.mustStop(t, vars, "Error: Cannot find the calendar", "Warning: Cannot find the calendar")
	}
	const warning = "Warning: Check block assertion failed"
	// That one resource is added shows that nothing was so far.
	if out := w.mustApply(t, "override=INC-1234"); !strings.Contains(out, warning) || !strings.Contains(out, "1 added") {
		t.Errorf("got %s, want a warning and a deployment", out)
	}
	if out := w.mustApply(t, "calendar_name=Calendar"); strings.Contains(out, warning) {
		t.Errorf("got %s, want no warning", out)
	}
}

// labelSeed has an owner with a department that no cloud takes as it is, and one without an account that may sign in.
var labelSeed = []byte(`{"users":[
	{"id":"00000000-0000-4000-8000-00000000000a","userPrincipalName":"a@contoso.com","displayName":"A",
		"mail":"a@contoso.com","accountEnabled":true,"department":"R&D, Süd ` + strings.Repeat("x", 300) + `"},
	{"id":"00000000-0000-4000-8000-00000000000b","userPrincipalName":"b@contoso.com","displayName":"B",
		"mail":"b@contoso.com","accountEnabled":false}]}`)

func TestAccExampleOwnersAsTags(t *testing.T) {
	t.Parallel()
	w := newExample(t, "owners-as-tags", graphemu.NewServer(t, graphemu.Options{Seed: labelSeed}))
	w.mustStop(t, []string{`owners=["a@contoso.com", "gone@contoso.com", "b@contoso.com"]`},
		"Nobody has the mail address gone@contoso.com", "These accounts are not enabled: b@contoso.com.")
	w.mustApply(t, `owners=["a@contoso.com"]`)
	var got struct {
		Azure map[string]string `json:"azure_tags"`
		AWS   map[string]string `json:"aws_tags"`
	}
	w.outputs(t, &got)
	rest := strings.Repeat("x", 256-len("R&D, Sud "))
	want := map[string]string{
		"owner": "a@contoso.com", "owner_id": "00000000-0000-4000-8000-00000000000a", "department": "R&D, Süd " + rest,
	}
	if diff := cmp.Diff(want, got.Azure); diff != "" {
		t.Errorf("Azure (-want +got):\n%s", diff)
	}
	want["department"] = "R_D_ Süd " + rest
	if diff := cmp.Diff(want, got.AWS); diff != "" {
		t.Errorf("AWS (-want +got):\n%s", diff)
	}
}

func TestAccExampleApproverWithDeputy(t *testing.T) {
	t.Parallel()
	w := newExample(t, "approver-with-deputy", graphemu.NewServer(t, graphemu.Options{}))
	const obrien = "Siobhán O'Brien <o'brien@contoso.com>"
	for approvers, want := range map[string]string{
		`["AdeleV@contoso.com", "o'brien@contoso.com"]`:         "Adele Vance <AdeleV@contoso.com>",
		`["GradyA@contoso.com", "o'brien@contoso.com"]`:         obrien,                                 // Grady is away.
		`["DiegoS@contoso.com", "o'brien@contoso.com"]`:         "Diego Siciliani <DiegoS@contoso.com>", // From tomorrow.
		`["gone@contoso.com", "O'BRIEN@contoso.com"]`:           obrien,
		`["svc-backup@contoso.com", "o'brien@contoso.com"]`:     obrien,
		`["former.employee@contoso.com","o'brien@contoso.com"]`: obrien,
	} {
		w.mustApply(t, "approvers="+approvers)
		var got struct{ Approver string }
		if w.outputs(t, &got); got.Approver != want {
			t.Errorf("approver of %s = %s, want %s", approvers, got.Approver, want)
		}
	}
	w.mustStop(t, []string{`approvers=["gone@contoso.com", "svc-backup@contoso.com", "AlexW@contoso.com"]`}, "Nobody can "+
		"approve: gone@contoso.com has no account, svc-backup@contoso.com has no mailbox, AlexW@contoso.com is away.")
}

func TestAccExampleNotifyOnApply(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	w := newExample(t, "notify-on-apply", srv)
	for i, c := range []struct {
		release string
		want    int
	}{{"1", 1}, {"1", 1}, {"2", 2}} {
		w.mustApply(t, "release="+c.release)
		if err := sentMails(srv, c.want); err != nil {
			t.Errorf("apply %d: %v", i, err)
		}
	}
	w.mustStop(t, []string{"recipients=sg-platform-oncall"}, "The group sg-platform-oncall has no mail address")
	sent := srv.Sent()[0]
	if sent.Subject != "Release 1 is deployed" || !cmp.Equal(sent.To, []string{"engineering@contoso.com"}) ||
		sent.Mailbox != graphemu.PersonUPN || !strings.HasPrefix(sent.Body, "Release 1 of the shop") {
		t.Errorf("mail = %+v, want one about release 1 from Adele to the group", sent)
	}
}

// formulaSeed has people whose names would be calculated by a spreadsheet or run by a browser.
const formulaSeed = `{"users":[
	{"id":"00000000-0000-4000-8000-00000000000a","userPrincipalName":"a_x.com#EXT#@contoso.com",
		"displayName":"=HYPERLINK(\"https://example.com\",\"a\")","userType":"Guest","accountEnabled":true,
		"createdDateTime":"2025-01-01T00:00:00Z",
		"signInActivity":{"lastSuccessfulSignInDateTime":"2025-10-01T00:00:00Z",
			"lastSignInDateTime":"2026-03-01T00:00:00Z"}},
	{"id":"00000000-0000-4000-8000-00000000000b","userPrincipalName":"new_x.com#EXT#@contoso.com",
		"displayName":"New","userType":"Guest","accountEnabled":true,"createdDateTime":"2026-02-01T00:00:00Z"},
	{"id":"00000000-0000-4000-8000-00000000000c","userPrincipalName":"never_x.com#EXT#@contoso.com",
		"displayName":" @SUM(1,2)","userType":"Guest","accountEnabled":true,"createdDateTime":"2025-01-01T00:00:00Z",
		"signInActivity":{"lastSignInDateTime":"0001-01-01T00:00:00Z","lastSuccessfulSignInDateTime":""}},
	{"id":"00000000-0000-4000-8000-00000000000d","userPrincipalName":"here_x.com#EXT#@contoso.com",
		"displayName":"Here","userType":"Guest","accountEnabled":true,"createdDateTime":"2025-01-01T00:00:00Z",
		"signInActivity":{"lastSignInDateTime":"2026-02-28T00:00:00Z"}},
	{"id":"00000000-0000-4000-8000-00000000000e","userPrincipalName":"e@contoso.com",
		"displayName":"<script>alert('&amp;')</script>","userType":"Member","accountEnabled":true},
	{"id":"00000000-0000-4000-8000-00000000000f","userPrincipalName":"f@contoso.com",
		"displayName":"-1+1 \"quoted\", and\nin two lines","userType":"Member","accountEnabled":false}],
	"groups":[{"id":"00000000-0000-4000-8000-0000000000aa","displayName":"sg-production-deployers",
		"members":["e@contoso.com","f@contoso.com"]}],
	"directoryRoles":[{"id":"00000000-0000-4000-8000-0000000000bb","displayName":"Directory Readers",
		"members":["f@contoso.com","00000000-0000-4000-8000-0000000000aa"]}]}`

func TestAccExampleAccessReview(t *testing.T) {
	t.Parallel()
	w := newExample(t, "access-review", graphemu.NewServer(t, graphemu.Options{Seed: []byte(formulaSeed)}))
	w.mustApply(t, "as_of=2026-03-01T00:00:00Z")
	var got struct {
		CSV, HTML string
		Stale     []string `json:"stale_guests"`
		Disabled  []string `json:"disabled_but_privileged"`
	}
	w.outputs(t, &got)
	if diff := cmp.Diff([]string{"a_x.com#EXT#@contoso.com", "never_x.com#EXT#@contoso.com"}, got.Stale); diff != "" {
		t.Errorf("stale guests (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"f@contoso.com"}, got.Disabled); diff != "" {
		t.Errorf("disabled but privileged (-want +got):\n%s", diff)
	}
	const group, role = "Group sg-production-deployers", "Role Directory Readers"
	const two = "-1+1 \"quoted\", and\nin two lines"
	want := [][]string{
		{"Stale guest", `=HYPERLINK("https://example.com","a")`, "a_x.com#EXT#@contoso.com", "true",
			"last sign-in: 2025-10-01T00:00:00Z"},
		{"Stale guest", " @SUM(1,2)", "never_x.com#EXT#@contoso.com", "true", "last sign-in: none"},
		{group, "<script>alert('&amp;')</script>", "e@contoso.com", "true", "Member"},
		{group, two, "f@contoso.com", "false", "Member"},
		{role, two, "f@contoso.com", "false", ""},
		{role, "sg-production-deployers", "00000000-0000-4000-8000-0000000000aa", "", "not a person"},
	}
	if diff := cmp.Diff(want, pageCells(t, got.HTML)); diff != "" {
		t.Errorf("cells of the page (-want +got):\n%s", diff)
	}
	for _, row := range want { // In a spreadsheet, what would be calculated has an apostrophe before it.
		if strings.ContainsAny(strings.TrimSpace(row[1])[:1], "=-@") {
			row[1] = "'" + row[1]
		}
	}
	rows, err := csv.NewReader(strings.NewReader(got.CSV)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, rows[1:]); diff != "" {
		t.Errorf("rows of the CSV (-want +got):\n%s", diff)
	}
	w.mustStop(t, []string{`roles=["Global Administrator"]`}, "not activated in the tenant: Global Administrator.")
}

// pageCells returns the texts of the cells of a page, row by row. A cell that holds an element fails the test, and so
// does a script.
func pageCells(t *testing.T, page string) (rows [][]string) {
	t.Helper()
	document, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for node := range document.Descendants() {
		switch {
		case node.Type != html.ElementNode:
		case node.Data == "script":
			t.Errorf("the page has a script: %s", page)
		case node.Data == "tr":
			rows = append(rows, nil)
		case node.Data == "td":
			text := ""
			for child := range node.Descendants() {
				if child.Type != html.TextNode {
					t.Errorf("a cell has an element %s", child.Data)
				}
				text += child.Data
			}
			rows[len(rows)-1] = append(rows[len(rows)-1], text)
		}
	}
	return rows[1:] // Without the header.
}
