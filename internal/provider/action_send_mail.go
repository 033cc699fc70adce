package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/action/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

var (
	_ action.ActionWithConfigure      = (*sendMailAction)(nil)
	_ action.ActionWithValidateConfig = (*sendMailAction)(nil)
)

// sendTimeout is how long sending may take where the configuration says nothing.
const sendTimeout = 5 * time.Minute

func newSendMailAction() action.Action { return &sendMailAction{} }

type sendMailAction struct{ client *graph.Client }

type sendMailModel struct {
	messageModel

	Timeouts timeouts.Value `tfsdk:"timeouts"`
}

func (a *sendMailAction) Metadata(_ context.Context, req action.MetadataRequest, resp *action.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_send_mail"
}

func (a *sendMailAction) Schema(ctx context.Context, _ action.SchemaRequest, resp *action.SchemaResponse) {
	attributes := forAction(messageAttributes())
	attributes["timeouts"] = timeouts.AttributesWithOpts(ctx, timeouts.Opts{
		InvokeDescription: "How long sending may take in all, waiting for a throttled Graph included, such as `30s` or `5m`. Defaults to `5m`.",
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: documentedFor("from", "Sends a mail each time it is invoked, by an `action_trigger` or by `terraform apply -invoke`. It needs Terraform 1.14; the resource `graph_mail` sends the same message with every CLI.\n\n"+
			"A mail is never sent twice by itself: what Graph refuses with 429 is tried again, and after a broken connection the error says that the mail may have been sent. Terraform does not invoke a failed action again.",
			"", "POST /me/sendMail", "POST /users/{id}/sendMail"),
		Attributes: attributes,
	}
}

func (a *sendMailAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.client = clientOf(req.ProviderData, &resp.Diagnostics)
}

func (a *sendMailAction) ValidateConfig(ctx context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse) {
	var config sendMailModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); !resp.Diagnostics.HasError() {
		config.check(&resp.Diagnostics)
	}
}

func (a *sendMailAction) Invoke(ctx context.Context, req action.InvokeRequest, resp *action.InvokeResponse) {
	var config sendMailModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	limit, diags := config.Timeouts.Invoke(ctx, sendTimeout)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	tell := func(format string, args ...any) {
		resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf(format, args...)})
	}
	noun := "recipients"
	if len(config.recipients()) == 1 {
		noun = "recipient"
	}
	tell("Sending %q to %d %s", config.Subject.ValueString(), len(config.recipients()), noun)
	id, err := config.send(ctx, a.client)
	if err != nil {
		addError(&resp.Diagnostics, "send the mail", config.from(), &sendError{action: true, err: err})
		return
	}
	tell("Accepted by Microsoft Graph, request-id %s", orNone(id))
}
