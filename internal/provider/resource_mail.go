package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var (
	_ resource.ResourceWithConfigure      = (*mailResource)(nil)
	_ resource.ResourceWithValidateConfig = (*mailResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*mailResource)(nil)
)

func newMailResource() resource.Resource { return &mailResource{} }

// mailResource is a mail that was sent. Create sends it; Read, Update and Delete concern the state alone, because a
// mail that was sent cannot be read, changed or taken back.
type mailResource struct{ client *graph.Client }

type mailModel struct {
	messageModel

	ContentVersion types.Int64    `tfsdk:"content_version"`
	Triggers       types.Map      `tfsdk:"triggers"`
	Timeouts       timeouts.Value `tfsdk:"timeouts"`

	ID            types.String `tfsdk:"id"`
	SentAt        types.String `tfsdk:"sent_at"`
	ContentSHA256 types.String `tfsdk:"content_sha256"`
}

func (r *mailResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_mail"
}

func (r *mailResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := messageAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"content_version": schema.Int64Attribute{
			Optional: true,
			MarkdownDescription: "Version of `body` and `attachments`, for contents that differ from run to run, as ephemeral " +
				"ones do, or of which not even a hash should be kept. If it is set, another version sends the mail again, and " +
				"another content does not.",
		},
		"triggers": schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Any values whose change sends the mail again.",
		},
		"id":      keptAttribute("Graph's id of the request that sent the mail, which Microsoft's support asks for."),
		"sent_at": keptAttribute("When Graph accepted the mail, RFC 3339 in UTC. Accepted is not delivered."),
		"content_sha256": schema.StringAttribute{
			Computed: true,
			MarkdownDescription: "Hash of body and attachments, by which a change is noticed. Null with " +
				"`content_version`.",
		},
		"timeouts": timeouts.Attributes(ctx, timeouts.Opts{Create: true, CreateDescription: sendTimeoutDoc}),
	})
	resp.Schema = schema.Schema{
		MarkdownDescription: describe("Sends a mail once, and again when the message or its triggers change.", mailDetails,
			noSender, sendMailCalls),
		Attributes: attributes,
	}
}

// noSender is what the configuration has for the signed-in person as the sender.
const noSender = "`from` is left out"

// sendMailCalls are the calls that send a mail.
var sendMailCalls = []permission.Call{permission.SendMail.Me, permission.SendMail.User}

const (
	sendTimeoutDoc = "How long sending may take in all, including the wait for a Graph that throttles, such as `30s` or " +
		"`5m`. Defaults to `5m`."

	// atMostOnce describes how often a mail is sent.
	atMostOnce = "A mail is never sent twice by itself: what Graph refuses with 429 is tried again, and after a broken " +
		"connection the error says that the mail may have been sent. "

	mailDetails = "Creating the resource sends the mail. When the message or `triggers` change, the plan shows that it " +
		"must be replaced, and warns of each mail that it will send. Recipients, subject and time are kept in the state, " +
		"the body and the attachments never. Destroying the resource takes nothing back.\n\n" + atMostOnce +
		"`body` and `attachments` need Terraform 1.11 or OpenTofu 1.11. From Terraform 1.14, the action `graph_send_mail` " +
		"sends the same message without a state."
)

// keptAttribute returns an attribute that keeps its value until the mail is sent again.
func keptAttribute(doc string) schema.StringAttribute {
	return schema.StringAttribute{
		Computed: true, MarkdownDescription: doc,
		PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()},
	}
}

func (r *mailResource) Configure(
	_ context.Context, req resource.ConfigureRequest, resp *resource.ConfigureResponse,
) {
	r.client = clientOf(req.ProviderData, &resp.Diagnostics)
}

func (r *mailResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var config mailModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); !resp.Diagnostics.HasError() {
		config.check(&resp.Diagnostics)
	}
}

// ModifyPlan plans to replace a mail that differs from the one that was sent, and warns of each one that will be sent.
// A CLI plans a replacement a second time, as a creation, so the warning is given only then.
func (r *mailResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var config, state mailModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if !req.State.Raw.IsNull() {
		resp.Diagnostics.Append(req.State.Get(ctx, &state)...)
	}
	hash := config.plannedHash(state.ContentSHA256)
	resp.Diagnostics.Append(resp.Plan.SetAttribute(ctx, path.Root("content_sha256"), hash)...)
	if resp.Diagnostics.HasError() {
		return
	}
	if req.State.Raw.IsNull() {
		resp.Diagnostics.AddWarning("Will send a mail to "+config.reach(), fmt.Sprintf(
			"Applying this plan sends the mail %q. It cannot be taken back: destroying the resource only forgets "+
				"it.", config.Subject.ValueString()))
		return
	}
	var sent, planned map[string]tftypes.Value
	if err := errors.Join(req.State.Raw.As(&sent), resp.Plan.Raw.As(&planned)); err != nil {
		resp.Diagnostics.AddError("Plan cannot be read", err.Error())
		return
	}
	for name, value := range planned {
		if !keeping[name] && !value.Equal(sent[name]) {
			resp.RequiresReplace.Append(path.Root(name))
		}
	}
}

// keeping holds the attributes whose change does not change the message.
var keeping = map[string]bool{"save_to_sent_items": true, "timeouts": true, "id": true, "sent_at": true}

// tracked returns the hash by which a change of the content is noticed. There is none if the content has a version, and
// the hash is unknown while that is.
func (m *mailModel) tracked() types.String {
	switch {
	case m.ContentVersion.IsUnknown():
		return types.StringUnknown()
	case m.ContentVersion.IsNull():
		return m.contentSHA256()
	}
	return types.StringNull()
}

// plannedHash returns the hash of the content that was sent, or an unknown one if the content has changed. The new hash
// is determined at apply, where an ephemeral content may differ from that of the plan: a planned hash would then be an
// error.
func (m *mailModel) plannedHash(sent types.String) types.String {
	if hash := m.tracked(); hash.IsNull() || hash.Equal(sent) {
		return hash
	}
	return types.StringUnknown()
}

// reach describes the recipients: the first, and the number of the others.
func (m *mailModel) reach() string {
	recipients := m.recipients()
	switch n := len(recipients); n {
	case 0:
		return "recipients that are not known yet"
	case 1:
		return recipients[0]
	default:
		return fmt.Sprintf("%s and %d more", recipients[0], n-1)
	}
}

func (r *mailResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var config, plan mailModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	limit, diags := plan.Timeouts.Create(ctx, sendTimeout)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	plan.ContentSHA256 = config.tracked()
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	id, err := config.send(ctx, r.client, false)
	_, uncertain := errors.AsType[*graph.UncertainError](err)
	if err != nil {
		addError(&resp.Diagnostics, failure{
			doing: "send the mail", at: config.from(), config: req.Config.Raw, err: err,
		})
	}
	if err == nil || uncertain {
		// A CLI marks the state of a failed creation as tainted: the next apply sends the mail again, unless a person
		// who has seen it confirms it by untaint.
		plan.keep(ctx, id, resp)
	}
}

// keep writes what is known of the mail to the state. If Graph returned no id, it makes one up.
func (m *mailModel) keep(ctx context.Context, id string, resp *resource.CreateResponse) {
	if id == "" {
		id = uuid.NewString()
	}
	m.ID = types.StringValue(id)
	m.SentAt = types.StringValue(time.Now().UTC().Format(time.RFC3339))
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

// Read keeps the state.
func (r *mailResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

// Update stores the arguments that do not belong to the message.
func (r *mailResource) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
}

// Delete does nothing: the framework removes the mail from the state.
func (r *mailResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}
