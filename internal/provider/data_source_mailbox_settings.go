package provider

import (
	"context"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/graph-data/terraform-provider-graph/internal/people"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var _ datasource.DataSourceWithConfigure = (*mailboxSettingsDataSource)(nil)

func newMailboxSettingsDataSource() datasource.DataSource {
	return &mailboxSettingsDataSource{dataSource{
		name: "mailbox_settings", calls: []permission.Call{permission.MailboxSettings.Me, permission.MailboxSettings.User},
	}}
}

type mailboxSettingsDataSource struct{ dataSource }

func (d *mailboxSettingsDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Reads the settings of a mailbox: time zone, working hours, automatic replies.",
			"A person reaches the own mailbox only; an application reaches all mailboxes that no access policy of Exchange "+
				"keeps it out of."),
		Attributes: withTimeouts(ctx, missingArguments("user", "mailbox"), mailboxColumns.Attributes(),
			map[string]schema.Attribute{
				"user": userArgument(),
				"out_of_office": schema.BoolAttribute{
					Computed: true,
					MarkdownDescription: "Whether the mailbox sends automatic replies at the moment of reading, by the clock of " +
						"the machine that runs the provider.",
				},
			}),
	}
}

func (d *mailboxSettingsDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	const doing = "read the settings of the mailbox"
	r := newReading(ctx, req, resp)
	user := r.getUser(ctx)
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	settings, err := d.client.Get(ctx, people.MailboxRequest(user))
	if r.settle(ctx, doing, atUser(user), people.MailboxError(user, err)) {
		away, err := people.OutOfOffice(settings, time.Now())
		if err != nil {
			r.addError(doing, path.Empty(), err)
			return
		}
		r.setObject(doing, mailboxColumns.Encoder(), settings)
		r.setBool("out_of_office", away)
	}
	r.done(ctx)
}
