package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework-timeouts/action/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/action"
	"github.com/hashicorp/terraform-plugin-framework/action/schema"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

var (
	_ action.ActionWithConfigure      = (*sendMailAction)(nil)
	_ action.ActionWithModifyPlan     = (*sendMailAction)(nil)
	_ action.ActionWithValidateConfig = (*sendMailAction)(nil)
)

// sendTimeout is how long sending may take if the configuration sets no timeout.
const sendTimeout = 5 * time.Minute

func newSendMailAction() action.Action { return &sendMailAction{} }

// sendMailAction sends a mail each time it is invoked.
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
	attributes["timeouts"] = timeouts.AttributesWithOpts(ctx, timeouts.Opts{InvokeDescription: sendTimeoutDoc})
	resp.Schema = schema.Schema{
		MarkdownDescription: describe("Sends a mail each time it is invoked.", sendMailDetails, noSender, sendMailCalls),
		Attributes:          attributes,
	}
}

const sendMailDetails = "An `action_trigger` or `terraform apply -invoke` invokes it. It needs Terraform 1.14; the " +
	"resource `graph_mail` sends the same message with every CLI.\n\n" + atMostOnce + "Terraform does not invoke a " +
	"failed action again by itself. But with `on_failure = taint` (Terraform 1.16), the next apply replaces the " +
	"resource that triggered the action, which may send the mail again.\n\n" + otherMailboxes

func (a *sendMailAction) Configure(_ context.Context, req action.ConfigureRequest, resp *action.ConfigureResponse) {
	a.client = passedOn[*graph.Client](req.ProviderData, &resp.Diagnostics)
}

func (a *sendMailAction) ValidateConfig(
	ctx context.Context, req action.ValidateConfigRequest, resp *action.ValidateConfigResponse,
) {
	var config sendMailModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	config.check(&resp.Diagnostics)
	limit, diags := config.Timeouts.Invoke(ctx, sendTimeout)
	resp.Diagnostics.Append(diags...)
	checkTimeout(&resp.Diagnostics, "invoke", limit)
}

// ModifyPlan warns of the mail that will be sent.
func (a *sendMailAction) ModifyPlan(
	ctx context.Context, req action.ModifyPlanRequest, resp *action.ModifyPlanResponse,
) {
	var config sendMailModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); !resp.Diagnostics.HasError() {
		config.warn(&resp.Diagnostics, "It cannot be taken back, and each invocation sends it.")
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
	progress := func(format string, args ...any) {
		resp.SendProgress(action.InvokeProgressEvent{Message: fmt.Sprintf(format, args...)})
	}
	recipients, _ := config.recipients()
	noun := "recipients"
	if len(recipients) == 1 {
		noun = "recipient"
	}
	progress("Sending %q to %d %s", config.Subject.ValueString(), len(recipients), noun)
	id, err := config.send(ctx, a.client, true)
	if err != nil {
		addError(&resp.Diagnostics, failure{
			doing: "send the mail", at: config.atSender(), config: req.Config.Raw, err: err,
		})
		return
	}
	progress("Accepted by Microsoft Graph, request-id %s", explain.OrNone(id))
}
