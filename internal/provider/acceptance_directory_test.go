package provider_test

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"golang.org/x/net/html"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// TestAccTeamDirectory checks the page about the company, which is made in as few requests as its people allow.
func TestAccTeamDirectory(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	got := parseDirectory(t, teamDirectory(t, srv, "", srv.AppToken(directoryPermissions(t, 2)...)))
	boxes := []string{
		"Miriam Graham, Chief Executive Officer", "Debra Berger, Finance Director",
		"Grady Archie, Chief Technology Officer, Away until DAY, Change freeze until DAY", "$adele test account",
		"Siobhán O'Brien, Senior Engineer, Change freeze until DAY", "山田 花子, Principal Engineer, Change freeze until DAY",
		"Lynne Robbins, Vice President, Sales", "Henrietta Mueller, Account Executive",
		"Joni Sherman, Sales Analyst, R&D + Field #1, Away until DAY", "Wren Adatum, Partner Lead",
		"Patti Fernandez, President, Retail", "Garth Fort, Account Manager", "Lee Gu, Vice President, Stores",
	}
	want := &directoryPage{
		Title: "The team of Miriam Graham",
		Names: []string{
			"Miriam Graham", "Debra Berger", "Grady Archie", "$adele test account", "Siobhán O'Brien", "山田 花子", "Lynne Robbins",
			"Henrietta Mueller", "Joni Sherman", "Wren Adatum", "Patti Fernandez", "Garth Fort", "Lee Gu",
		},
		Photos: []string{
			"Photo of Miriam Graham", "Photo of Grady Archie", "Photo of Siobhán O'Brien", "Photo of 山田 花子",
			"Photo of Henrietta Mueller", "Photo of Joni Sherman", "Photo of Patti Fernandez", "Photo of Lee Gu",
		},
		Initials: []string{"DB", "AT", "LR", "WA", "GF"},
		Marks: []string{
			"Away until DAY", "Change freeze until DAY", "Change freeze until DAY", "Change freeze until DAY", "Away until DAY",
		},
		Groups: []string{
			"On callDeploys to production", "On callDeploys to production", "On callDeploys to production", "Approves payments",
			"Stores",
		},
		Boxes: [][]string{boxes, boxes}, Lines: []int{12, 12}, Scripts: 1,
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(directoryPage{}, "Mails", "links")); diff != "" {
		t.Errorf("page (-want +got):\n%s", diff)
	}
	for _, link := range got.links {
		if !strings.HasPrefix(link, "#") && !strings.HasPrefix(link, "data:") && !strings.HasPrefix(link, "mailto:") {
			t.Errorf("the page refers to %s", link)
		}
	}
	// The manager, the people above, and five lists of reports; two requests for each photo of eleven, and one for each of
	// their mailboxes; the groups and the members of four; the calendar and its events. Twice, for two plans.
	if got, want := len(srv.GraphRequests()), 2*(1+1+5+2*11+11+1+4+2); got != want {
		t.Errorf("requests = %d, want %d", got, want)
	}
}

// TestAccTeamDirectory_person checks the page that a person makes, about somebody with people above: it does not say
// who is away, because Exchange does not tell a person.
func TestAccTeamDirectory_person(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	const variables = `
manager         = "AlexW@contoso.com"
groups          = { "dyn-retail" = "Retail" }
freeze_calendar = { user = "GradyA@contoso.com", name = "Change windows" }`
	got := parseDirectory(t, teamDirectory(t, srv, variables, srv.PersonToken("", directoryPermissions(t, 3)...)))
	want := []string{
		"Miriam Graham", "Patti Fernandez", "Lee Gu", "Johanna Lorenz", "Adele Vance", "Łukasz Wójcik", "Zoë Müller",
		"Diego Siciliani", "Alex Wilber", "Nestor Wilke", "Pradeep Gupta",
	}
	if diff := cmp.Diff(want, got.Names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if len(got.Marks) != 0 || !slices.Equal(got.Lines, []int{10, 10}) {
		t.Errorf("marks = %v, lines = %v, want no marks and 10 lines in each chart", got.Marks, got.Lines)
	}
}

// scriptSeed has people whose properties are code in HTML, in scripts, in JSON and in Terraform.
const scriptSeed = `{"users":[
	{"id":"00000000-0000-4000-8000-00000000000a","userPrincipalName":"a@contoso.com","accountEnabled":true,
		"displayName":"<script>alert('a')</script>","jobTitle":"\" onload=\"alert(1)","department":"</style></svg>",
		"companyName":"</title><script>alert(2)</script>","mail":"\"a&b\"@contoso.com"},
	{"manager":"a@contoso.com",
		"id":"00000000-0000-4000-8000-00000000000b","userPrincipalName":"b@contoso.com","accountEnabled":true,
		"displayName":"\\u003cb\\\" \\\\ &lt; ${path.module} %{ if true }","mail":"b?bcc=c@contoso.com"},
	{"manager":"a@contoso.com",
		"id":"00000000-0000-4000-8000-00000000000c","userPrincipalName":"c@contoso.com","accountEnabled":false},
	{"manager":"a@contoso.com",
		"id":"00000000-0000-4000-8000-00000000000d","userPrincipalName":"d@contoso.com","accountEnabled":true}]}`

// hostileNames are the names of the people of scriptSeed who are on the page. Who has no name is shown by the id.
var hostileNames = []string{
	"<script>alert('a')</script>", "00000000-0000-4000-8000-00000000000d",
	`\u003cb\" \\ &lt; ${path.module} %{ if true }`,
}

// TestAccTeamDirectory_hostile checks that the page shows any text as it is.
func TestAccTeamDirectory_hostile(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{Seed: []byte(scriptSeed)})
	got := parseDirectory(t, teamDirectory(t, srv, `manager = "a@contoso.com"`, srv.AppToken()))
	box := []string{hostileNames[0] + `, " onload="alert(1)`, hostileNames[1], hostileNames[2]}
	want := &directoryPage{
		Title: "The team of " + hostileNames[0], Names: hostileNames, Initials: []string{"S", "D", "UL"},
		Mails: []string{
			`mailto:%22a%26b%22@contoso.com "a&b"@contoso.com`, "mailto:b%3Fbcc%3Dc@contoso.com b?bcc=c@contoso.com",
		},
		Boxes:   [][]string{box, box},
		Lines:   []int{2, 2},
		Scripts: 1,
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(directoryPage{}, "links")); diff != "" {
		t.Errorf("page (-want +got):\n%s", diff)
	}
}

// teamDirectory applies examples/team-directory against an emulator, with the content of terraform.tfvars if it is not
// empty, and returns the page. It checks that a second plan is empty.
func teamDirectory(t *testing.T, srv *graphemu.TestServer, variables, token string) string {
	t.Helper()
	onEngine(t, "1.5.0", "1.6.0")
	files := exampleFiles(t, "team-directory")
	if variables != "" {
		files["terraform.tfvars"] = variables
	}
	w := newWorkspace(t, files, tokenEnv(srv, token)...)
	w.mustRun(t, "", "apply", "-auto-approve", "-no-color")
	asked := len(srv.GraphRequests())
	w.mustRun(t, "", "plan", "-no-color", "-detailed-exitcode") // Its status is 2 if anything would change.
	if again := len(srv.GraphRequests()) - asked; again != asked {
		t.Errorf("requests of a second plan = %d, want %d as in the first", again, asked)
	}
	return w.mustRun(t, "", "output", "-raw", "html")
}

// directoryPermissions returns the permissions in a column of the table in the README of the example.
func directoryPermissions(t *testing.T, column int) []string {
	t.Helper()
	text, err := os.ReadFile("../../examples/team-directory/README.md")
	if err != nil {
		t.Fatal(err)
	}
	var permissions []string
	for _, row := range regexp.MustCompile("(?m)^\\| .*`.*\\|$").FindAllString(string(text), -1) {
		cell := strings.TrimSpace(strings.Split(row, "|")[column])
		if name := strings.Trim(cell, "`"); name != cell {
			permissions = append(permissions, name)
		}
	}
	if len(permissions) == 0 { // The emulator grants all to a token that names none.
		t.Fatalf("permissions in column %d of the README = none, want some", column)
	}
	return permissions
}

// A directoryPage is what the page of examples/team-directory shows.
type directoryPage struct {
	Title string
	Names []string // On the cards.
	// By the text of a label in front of them, as a reader of the screen has them.
	Photos   []string
	Initials []string
	Marks    []string
	Groups   []string
	Mails    []string
	Boxes    [][]string // The descriptions of the boxes in each chart.
	Lines    []int
	Scripts  int
	links    []string
}

// day masks the days of marks, which follow the clock.
var day = regexp.MustCompile(`until \d+ [A-Z][a-z]{2}`)

// parseDirectory parses the page as a browser does.
func parseDirectory(t *testing.T, text string) *directoryPage {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	p := new(directoryPage)
	for node := range root.Descendants() {
		if node.Type == html.ElementNode {
			p.add(node)
		}
	}
	return p
}

func (p *directoryPage) add(node *html.Node) {
	for _, a := range node.Attr {
		if a.Key == "href" || a.Key == "src" {
			p.links = append(p.links, a.Val)
		}
	}
	class := attribute(node, "class")
	switch {
	case node.Data == "h1":
		p.Title = nodeText(node)
	case node.Data == "h3":
		p.Names = append(p.Names, nodeText(node))
	case node.Data == "script":
		p.Scripts++
	case attribute(node, "role") == "img":
		p.Photos = append(p.Photos, attribute(node, "aria-label"))
	case class == "initials":
		p.Initials = append(p.Initials, nodeText(node))
	case node.Data == "li" && strings.HasPrefix(class, "mark "):
		p.Marks = append(p.Marks, day.ReplaceAllString(nodeText(node), "until DAY"))
	case node.Data == "ul" && class == "groups":
		p.Groups = append(p.Groups, nodeText(node))
	case strings.HasPrefix(attribute(node, "href"), "mailto:"):
		p.Mails = append(p.Mails, attribute(node, "href")+" "+nodeText(node))
	case node.Data == "svg" && strings.HasPrefix(class, "chart "):
		p.Boxes, p.Lines = append(p.Boxes, nil), append(p.Lines, 0)
	case class == "line":
		p.Lines[len(p.Lines)-1]++
	case node.Data == "title" && node.Parent.Data == "a":
		boxes := &p.Boxes[len(p.Boxes)-1]
		*boxes = append(*boxes, day.ReplaceAllString(nodeText(node), "until DAY"))
	}
}

func attribute(node *html.Node, name string) string {
	for _, a := range node.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// nodeText returns the text in a node.
func nodeText(node *html.Node) string {
	var text strings.Builder
	for n := range node.Descendants() {
		if n.Type == html.TextNode {
			text.WriteString(n.Data)
		}
	}
	return strings.TrimSpace(text.String())
}
