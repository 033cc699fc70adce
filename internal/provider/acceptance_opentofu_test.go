package provider_test

import "testing"

// TestAccNotifyOnBoth checks a module for both CLIs, as the guide about OpenTofu describes it: Terraform sends a mail
// by the action, and OpenTofu, which has no actions, by the resource in the file of its own.
func TestAccNotifyOnBoth(t *testing.T) {
	t.Parallel()
	onEngine(t, "1.14.0", "1.8.0")
	const mail = "from = \"me\"\nto = [\"ada@example.com\"]\nsubject = \"Deployed\"\n"
	newWorkspace(t, map[string]string{
		"main.tf":     requiredProviders + "resource \"terraform_data\" \"deployment\" {}\n",
		"notify.tf":   "action \"graph_send_mail\" \"deployed\" {\n  config {\n" + mail + "  }\n}\n",
		"notify.tofu": "resource \"graph_mail\" \"deployed\" {\n" + mail + "}\n",
	}).mustRun(t, "", "validate", "-no-color")
}
