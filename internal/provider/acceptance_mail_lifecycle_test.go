package provider_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// mailArguments are those of the mail of a lifecycle.
func mailArguments(changes map[string]string) map[string]string {
	arguments := map[string]string{
		"from": `"me"`, "to": `["ada@example.com"]`, "subject": `"Deployed"`, "body": `"<p>It works</p>"`,
		"attachments": `[{ name = "a.txt", content_type = "text/plain", content_base64 = base64encode("a") }]`,
	}
	maps.Copy(arguments, changes)
	return arguments
}

// mailNamed returns the configuration of a mail. rest is put into its block.
func mailNamed(name string, changes map[string]string, rest string) string {
	var b strings.Builder
	b.WriteString("resource \"graph_mail\" \"" + name + "\" {\n")
	arguments := mailArguments(changes)
	for _, argument := range slices.Sorted(maps.Keys(arguments)) {
		if arguments[argument] != "" {
			b.WriteString("  " + argument + " = " + arguments[argument] + "\n")
		}
	}
	return b.String() + rest + "}\n"
}

const moved = "moved {\n  from = graph_mail.it\n  to   = graph_mail.new\n}\n"

func ignoring(what string) string { return "  lifecycle {\n    ignore_changes = " + what + "\n  }\n" }

// A mailStep is a run of a CLI, and what is so afterwards.
type mailStep struct {
	config   string   // of the mail; "" leaves that of the step before
	args     []string // of another command than plan and apply
	plan     []string // further arguments of plan
	warnings int      // before the prompt
	mails    int      // that were sent so far
	state    string   // what state list prints, without its line break
}

// Each life of a mail shows how often it is sent, whether that is warned of before, and what the state holds.
func TestAccMail_lifecycles(t *testing.T) {
	t.Parallel()
	const it, withData = "graph_mail.it", "graph_mail.it\nterraform_data.it"
	first := mailStep{config: mailNamed("it", nil, ""), warnings: 1, mails: 1, state: it}
	unchanged := mailStep{mails: 1, state: it}
	changed := func(changes map[string]string, rest string, sends int) mailStep {
		return mailStep{config: mailNamed("it", changes, rest), warnings: sends, mails: 1 + sends, state: it}
	}
	other := map[string]string{
		"body":        `"other"`,
		"attachments": `[{ name = "a.txt", content_type = "text/plain", content_base64 = base64encode("b") }]`,
	}
	for name, steps := range map[string][]mailStep{
		"no change": {first, unchanged, unchanged},
		"subject":   {first, changed(map[string]string{"subject": `"Again"`}, "", 1)},
		"body":      {first, changed(map[string]string{"body": `"Again"`}, "", 1)},
		"no body":   {first, changed(map[string]string{"body": ""}, "", 1)},
		"to":        {first, changed(map[string]string{"to": `["bob@example.com"]`}, "", 1)},
		"triggers":  {first, changed(map[string]string{"triggers": `{ release = "1" }`}, "", 1)},
		"spelling": {first, changed(map[string]string{
			"cc": "[]", "importance": `"normal"`, "to": `["<Ada@example.com>"]`, "content_version": "1", "acknowledge": "true",
		}, "", 0), unchanged},
		"ignore all":         {changed(nil, ignoring("all"), 0).first(), changed(other, ignoring("all"), 0), unchanged},
		"ignore body":        {changed(nil, ignoring("[body]"), 0).first(), unchanged, unchanged},
		"ignore attachments": {changed(nil, ignoring("[attachments]"), 0).first(), unchanged, unchanged},
		"ignore three": {
			changed(nil, ignoring("[body, attachments, subject]"), 0).first(),
			changed(other, ignoring("[body, attachments, subject]"), 0), unchanged,
		},
		"replace": {first, {plan: []string{"-replace=" + it}, mails: 2, state: it}},
		"replace triggered by": {
			{config: triggered("1"), warnings: 1, mails: 1, state: withData},
			{config: triggered("2"), mails: 2, state: withData},
		},
		"taint": {first, {args: []string{"taint", it}, mails: 1, state: it}, {warnings: 1, mails: 2, state: it}},
		"untaint": {
			first, {args: []string{"taint", it}, mails: 1, state: it}, {args: []string{"untaint", it}, mails: 1, state: it},
			unchanged,
		},
		"state rm": {first, {args: []string{"state", "rm", it}, mails: 1}, {warnings: 1, mails: 2, state: it}},
		"moved":    {first, {config: mailNamed("new", nil, "") + moved, mails: 1, state: "graph_mail.new"}},
		"destroy":  {first, {plan: []string{"-destroy"}, mails: 1}},
		"variable": {
			{config: reported("var.report"), warnings: 1, mails: 1, state: withData}, {mails: 1, state: withData},
		},
		"output": {
			{config: reported("terraform_data.it.output"), warnings: 1, mails: 1, state: withData},
			{mails: 1, state: withData},
		},
		"expression": {
			{config: reported("[for r in [var.report] : r][0]"), warnings: 1, mails: 1, state: withData},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onEngine(t, "1.11.0", "1.11.0")
			srv := graphemu.NewServer(t, graphemu.Options{})
			w := newWorkspace(t, map[string]string{})
			for i, step := range steps {
				if step.config != "" {
					w.write(t, personBlock(srv)+step.config)
				}
				out := ""
				if step.args != nil {
					w.mustRun(t, "", append(step.args, "-no-color")...)
				} else {
					out = w.mustRun(t, "", append([]string{"plan", "-no-color", "-out=p"}, step.plan...)...)
					w.mustRun(t, "", "apply", "-no-color", "p")
				}
				if got := strings.Count(out, "Warning: Will send the mail"); got != step.warnings {
					t.Errorf("step %d: warnings = %d, want %d:\n%s", i, got, step.warnings, out)
				}
				if err := sentMails(srv, step.mails); err != nil {
					t.Errorf("step %d: %v", i, err)
				}
				if got := strings.TrimSpace(w.mustRun(t, "", "state", "list")); got != step.state {
					t.Errorf("step %d: the state holds %q, want %q", i, got, step.state)
				}
			}
		})
	}
}

// first returns the step as one that creates the mail.
func (s mailStep) first() mailStep {
	s.warnings = 1
	return s
}

func triggered(release string) string {
	return "resource \"terraform_data\" \"it\" {\n  input = \"" + release + "\"\n}\n" +
		mailNamed("it", nil, "  lifecycle {\n    replace_triggered_by = [terraform_data.it]\n  }\n")
}

// reported returns a mail whose attachment is an object: that of a variable, or the output of a resource, which is not
// known before apply.
func reported(attachment string) string {
	return `
variable "report" {
  type    = object({ name = string, content_type = string, content_base64 = string })
  default = { name = "r.csv", content_type = "text/csv", content_base64 = "YSxi" }
}
resource "terraform_data" "it" {
  input = var.report
}
` + mailNamed("it", map[string]string{"attachments": "[" + attachment + "]"}, "")
}

// A plan that has become stale sends nothing.
func TestAccMail_stalePlan(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.11.0", "1.11.0")
	srv := graphemu.NewServer(t, graphemu.Options{})
	w := newWorkspace(t, map[string]string{"main.tf": personBlock(srv) + mailNamed("it", nil, "")})
	w.mustRun(t, "", "plan", "-no-color", "-out=p")
	w.mustRun(t, "", "apply", "-no-color", "-auto-approve")
	if out, err := w.run(t, "", "apply", "-no-color", "p"); err == nil || !strings.Contains(out, "stale") {
		t.Errorf("error = %v, want a stale plan:\n%s", err, out)
	}
	if err := sentMails(srv, 1); err != nil {
		t.Error(err)
	}
}

// Forty mails are warned of one by one, each by its own line, and sent once each.
func TestAccMail_forty(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.11.0", "1.11.0")
	srv := graphemu.NewServer(t, graphemu.Options{})
	each := "  for_each = toset([for i in range(40) : \"t${i}@example.com\"])\n"
	w := newWorkspace(t, map[string]string{"main.tf": personBlock(srv) +
		mailNamed("it", map[string]string{"to": "[each.key]"}, each)})
	out := w.mustRun(t, "", "plan", "-no-color", "-out=p")
	got := strings.Count(out, `Warning: Will send the mail "Deployed" to t`)
	if got != 40 || strings.Contains(out, "similar") {
		t.Errorf("warnings = %d, want 40:\n%s", got, out)
	}
	w.mustRun(t, "", "apply", "-no-color", "p")
	if err := sentMails(srv, 40); err != nil {
		t.Error(err)
	}
	if got := len(srv.GraphRequests()); got != 40 {
		t.Errorf("requests = %d, want 40", got)
	}
	if out := w.mustRun(t, "", "plan", "-no-color"); !strings.Contains(out, "No changes") {
		t.Errorf("the second plan has changes:\n%s", out)
	}
}

// write replaces the configuration.
func (w *workspace) write(t *testing.T, config string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(w.dir, "main.tf"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
}
