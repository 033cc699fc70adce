package provider

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/resource"
)

const permissionsIntro = `---
page_title: "Permissions"
subcategory: ""
description: |-
  The least permission of Microsoft Graph for each call that the provider makes, for people and for applications.
---

# Permissions

The provider reads, and never changes the directory; the one thing that it can do is to send mail, with a permission of its own.
These are the least permissions. Others open the same calls, such as ` + "`Directory.Read.All`" + `, and more besides.

* **For a person** (delegated): what the app registration lets the application do in the person's name. The person still
  reads no more than that person may.
* **For an application**: what an administrator has granted to the application itself. It always needs *Grant admin consent*.

`

// PermissionsPage writes the page of the docs about permissions, as Markdown.
func PermissionsPage(ctx context.Context) string {
	var b strings.Builder
	b.WriteString(permissionsIntro)
	b.WriteString("| what reads | call | for a person | for an application |\n|---|---|---|---|\n")
	for _, thing := range described(ctx) {
		for _, p := range permissions {
			if strings.Contains(thing.description, "`"+p.call+"`") {
				fmt.Fprintf(&b, "| %s | `%s` | %s | %s |\n", thing.link, p.call, consented(p), orImpossible(p.application))
			}
		}
	}
	b.WriteString("\n¹ An administrator has to consent to it for people too.\n\n")
	b.WriteString("`graph_query` reads any path, so its permission is that of the path: see the page of the call in Microsoft's reference.\n\n")
	b.WriteString(basicOnly + "\n\n")
	b.WriteString("`signInActivity` in `additional_properties` needs `AuditLog.Read.All` besides, `employeeLeaveDateTime` needs `User-LifeCycleInfo.Read.All`, " +
		"`customSecurityAttributes` needs `CustomSecAttributeAssignment.Read.All`, and `mailboxSettings` needs `MailboxSettings.Read`.\n\n")
	fmt.Fprintf(&b, "## All of it\n\nFor every data source, as a person (`login` asks for these): `%s`.\n\nAs an application: `%s`.\n",
		strings.Join(dataSourceScopes(), "`, `"), strings.Join(dataSourceRoles(), "`, `"))
	return b.String()
}

// thing is what a person can use, with its description, which names the calls.
type thing struct{ link, description string }

func described(ctx context.Context) []thing {
	p := &graphProvider{}
	var things []thing
	add := func(kind, name, description string) {
		things = append(things, thing{fmt.Sprintf("[`%s`](../%s/%s.md)", name, kind, strings.TrimPrefix(name, "graph_")), description})
	}
	for _, create := range p.DataSources(ctx) {
		var meta datasource.MetadataResponse
		var schema datasource.SchemaResponse
		create().Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: "graph"}, &meta)
		create().Schema(ctx, datasource.SchemaRequest{}, &schema)
		add("data-sources", meta.TypeName, schema.Schema.MarkdownDescription)
	}
	for _, create := range p.Resources(ctx) {
		var meta resource.MetadataResponse
		var schema resource.SchemaResponse
		create().Metadata(ctx, resource.MetadataRequest{ProviderTypeName: "graph"}, &meta)
		create().Schema(ctx, resource.SchemaRequest{}, &schema)
		add("resources", meta.TypeName, schema.Schema.MarkdownDescription)
	}
	for _, create := range p.Actions(ctx) {
		var meta action.MetadataResponse
		var schema action.SchemaResponse
		create().Metadata(ctx, action.MetadataRequest{ProviderTypeName: "graph"}, &meta)
		create().Schema(ctx, action.SchemaRequest{}, &schema)
		add("actions", meta.TypeName, schema.Schema.MarkdownDescription)
	}
	return things
}

func consented(p permission) string {
	if slices.Contains(adminConsent, p.delegated) {
		return orImpossible(p.delegated) + " ¹"
	}
	return orImpossible(p.delegated)
}

func orImpossible(name string) string {
	if name == "" {
		return "impossible"
	}
	return "`" + name + "`"
}
