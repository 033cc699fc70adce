package provider

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"time"

	"github.com/google/uuid"
	"github.com/hashicorp/terraform-plugin-framework-timeouts/resource/timeouts"
	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var (
	_ resource.ResourceWithConfigure      = (*mailResource)(nil)
	_ resource.ResourceWithValidateConfig = (*mailResource)(nil)
	_ resource.ResourceWithModifyPlan     = (*mailResource)(nil)
	_ resource.ResourceWithImportState    = (*mailResource)(nil)
)

func newMailResource() resource.Resource { return &mailResource{} }

// mailResource is a mail that was sent. Create sends it; Read, Update and Delete concern the state alone, because a
// mail that was sent cannot be read, changed or taken back.
type mailResource struct {
	client    *graph.Client
	validated *validations // nil until the provider is configured
}

type mailModel struct {
	messageModel

	ContentVersion types.Number   `tfsdk:"content_version"`
	Triggers       types.Map      `tfsdk:"triggers"`
	Timeouts       timeouts.Value `tfsdk:"timeouts"`

	ID                types.String `tfsdk:"id"`
	SentAt            types.String `tfsdk:"sent_at"`
	BodySHA256        types.String `tfsdk:"body_sha256"`
	AttachmentsSHA256 types.List   `tfsdk:"attachments_sha256"`
}

func (r *mailResource) Metadata(_ context.Context, req resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_mail"
}

func (r *mailResource) Schema(ctx context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	attributes := messageAttributes()
	maps.Copy(attributes, map[string]schema.Attribute{
		"content_version": schema.NumberAttribute{
			Optional: true,
			MarkdownDescription: "Version of `body` and of the contents of `attachments`, for contents that differ from run " +
				"to run, as ephemeral ones do, or of which not even a hash should be kept. If it is set, another version sends " +
				"the mail again, and another content does not. Setting it for the first time sends nothing by itself.",
		},
		"triggers": schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Any values whose change sends the mail again.",
		},
		"id":      keptAttribute("Graph's id of the request that sent the mail, which Microsoft's support asks for."),
		"sent_at": keptAttribute("When Graph accepted the mail, RFC 3339 in UTC. Accepted is not delivered."),
		"body_sha256": schema.StringAttribute{
			Computed:            true,
			MarkdownDescription: "Hash of the body, which shows whether it has changed. Null with `content_version`.",
		},
		"attachments_sha256": schema.ListAttribute{
			Computed: true, ElementType: types.StringType,
			MarkdownDescription: "Hashes of the contents of the attachments, which show whether they have changed. Null with " +
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

// noSender is how the configuration names the signed-in person as the sender.
const noSender = "the mailbox that sends is that of `\"me\"`"

// sendMailCalls are the calls that send a mail.
var sendMailCalls = []permission.Call{permission.SendMail.Me, permission.SendMail.User}

const (
	sendTimeoutDoc = "How long sending may take in all, including the wait for a Graph that throttles, such as `30s` or " +
		"`5m`. Defaults to `5m`."

	// atMostOnce describes how often a mail is sent.
	atMostOnce = "A mail is never sent twice by itself: what Graph refuses with 429 is tried again, and after a broken " +
		"connection the error says that the mail may have been sent. If the CLI is interrupted, a mail that is being sent " +
		"has ten seconds to end. "

	// otherMailboxes describes what it takes to send mail that is not one's own.
	otherMailboxes = "**Other mailboxes**\n\nA signed-in person who sends from the mailbox of somebody else needs the " +
		"delegated permission `Mail.Send.Shared`. In Exchange, that person also needs *Send As* or *Send on Behalf*, and " +
		"*Full Access* if that mailbox itself sends, as it does without `sender`. The application permission `Mail.Send` " +
		"covers every mailbox of the organization, unless an administrator limits it with role-based access control for " +
		"applications in Exchange."

	mailDetails = "Creating the resource sends the mail. When the message or `triggers` change, the plan replaces the " +
		"resource, which sends the mail again. What counts is what would be sent: a default that is written down, another " +
		"order of the recipients, or `null` in place of an empty list changes nothing. Recipients, subject and time are " +
		"kept in the state, the body and the contents of the attachments never. Destroying the resource takes nothing " +
		"back.\n\n" +
		atMostOnce +
		"`body` and `attachments` need Terraform 1.11 or OpenTofu 1.11. From Terraform 1.14, the action `graph_send_mail` " +
		"sends the same message without a state.\n\n**When it is sent again**\n\n" +
		"* The plan warns of each mail that it will send, except of one that is replaced by `-replace` or " +
		"`replace_triggered_by`: a CLI does not tell the provider of these. An apply repeats the warning, because a CLI " +
		"plans each resource once more then: \"and one more similar warning\" is about the same mail.\n" +
		"* What `ignore_changes` lists sends nothing. `ignore_changes = all` sends a mail once and never again.\n" +
		"* After `state rm`, a `removed` block or the loss of the state, the next apply sends the mail again. A mail " +
		"cannot be imported.\n" +
		"* A mail that may have been sent is tainted, and the next apply sends it again. If it has arrived, " +
		"`terraform untaint` keeps it.\n" +
		"* If the CLI or the provider is killed while a mail is being sent, or the CLI is interrupted twice, nothing is " +
		"recorded, and the next apply sends it again.\n\n**What is kept**\n\n" +
		"No value of `body` or `content_base64` is in the state or in the plan. But a plan file holds a copy of the " +
		"configuration, and with it a text that is written there. Take a secret from an ephemeral variable.\n\n" +
		otherMailboxes
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
	if data := passedOn[*resourceData](req.ProviderData, &resp.Diagnostics); data != nil {
		r.client, r.validated = data.client, &data.validated
	}
}

func (r *mailResource) ValidateConfig(
	ctx context.Context, req resource.ValidateConfigRequest, resp *resource.ValidateConfigResponse,
) {
	var config mailModel
	if resp.Diagnostics.Append(req.Config.Get(ctx, &config)...); resp.Diagnostics.HasError() {
		return
	}
	config.check(&resp.Diagnostics)
	limit, diags := config.Timeouts.Create(ctx, sendTimeout)
	resp.Diagnostics.Append(diags...)
	checkTimeout(&resp.Diagnostics, "create", limit)
	if r.validated != nil {
		r.validated.add(req.Config.Raw)
	}
}

// ModifyPlan plans to replace a mail if the message differs from the one that was sent, and warns of each mail that
// will be sent. A CLI plans a replacement a second time, as a creation, and drops the warnings of that.
func (r *mailResource) ModifyPlan(
	ctx context.Context, req resource.ModifyPlanRequest, resp *resource.ModifyPlanResponse,
) {
	if req.Plan.Raw.IsNull() {
		return
	}
	var config, plan mailModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	if resp.Diagnostics.HasError() {
		return
	}
	planned := config.unlessVersioned(unknownHashes)
	sends := req.State.Raw.IsNull()
	if !sends {
		var sent mailModel
		if resp.Diagnostics.Append(req.State.Get(ctx, &sent)...); resp.Diagnostics.HasError() {
			return
		}
		ignored := r.validated == nil || !r.validated.has(req.Config.Raw)
		var changed []string
		planned, changed = config.planContents(&sent, ignored)
		changed = append(changed, config.changed(&sent)...)
		for _, name := range changed {
			resp.RequiresReplace.Append(path.Root(name))
		}
		sends = len(changed) > 0
	}
	plan.setContents(planned)
	plan.Attachments = withoutContents(plan.Attachments)
	resp.Diagnostics.Append(resp.Plan.Set(ctx, &plan)...)
	if sends {
		config.warn(&resp.Diagnostics, "It cannot be taken back: destroying the resource only forgets it.")
	}
}

// withoutContents returns attachments to plan, in which an element that is not known yet is an object without a
// content: a CLI refuses a planned value for a write-only argument, and takes an unknown object for one.
func withoutContents(list types.List) types.List {
	elements := list.Elements()
	for i, element := range elements {
		object, ok := element.(types.Object)
		if !ok || !object.IsUnknown() {
			continue
		}
		attributeTypes := object.AttributeTypes(context.Background())
		values := map[string]attr.Value{"content_base64": types.StringNull(), "is_inline": types.BoolUnknown()}
		for name := range attributeTypes {
			if values[name] == nil {
				values[name] = types.StringUnknown()
			}
		}
		elements[i] = types.ObjectValueMust(attributeTypes, values)
	}
	if len(elements) == 0 {
		return list
	}
	return types.ListValueMust(list.ElementType(context.Background()), elements)
}

func (r *mailResource) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	var config, plan mailModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...)
	limit, diags := plan.Timeouts.Create(ctx, sendTimeout)
	if resp.Diagnostics.Append(diags...); resp.Diagnostics.HasError() {
		return
	}
	plan.setContents(config.unlessVersioned(config.hashes()))
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	id, err := config.send(ctx, r.client, false)
	_, uncertain := errors.AsType[*graph.UncertainError](err)
	if err != nil {
		addError(&resp.Diagnostics, failure{
			doing: "send the mail", at: config.atSender(), config: req.Config.Raw, err: err,
		})
	}
	if err == nil || uncertain {
		// A CLI marks the state of a failed creation as tainted. The next apply then sends the mail again, unless a person
		// who found it in the mailbox has removed the mark by untaint.
		plan.keep(ctx, id, resp)
	}
}

// keep writes the mail to the state. If Graph returned no id, it generates one.
func (m *mailModel) keep(ctx context.Context, id string, resp *resource.CreateResponse) {
	if id == "" {
		id = uuid.NewString()
	}
	m.ID = types.StringValue(id)
	m.SentAt = types.StringValue(time.Now().UTC().Format(time.RFC3339))
	resp.Diagnostics.Append(resp.State.Set(ctx, m)...)
}

// Read does nothing, so that the state stays as it is.
func (r *mailResource) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}

// Update stores the arguments of an unchanged message, and the hashes of its contents if content_version was removed.
func (r *mailResource) Update(ctx context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	var config, plan mailModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &config)...)
	if resp.Diagnostics.Append(req.Plan.Get(ctx, &plan)...); resp.Diagnostics.HasError() {
		return
	}
	if plan.BodySHA256.IsUnknown() || plan.AttachmentsSHA256.IsUnknown() {
		plan.setContents(config.unlessVersioned(config.hashes()))
	}
	resp.Diagnostics.Append(resp.State.Set(ctx, &plan)...)
}

// Delete does nothing: the framework removes the mail from the state.
func (r *mailResource) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// ImportState adds an error, because Graph does not return a mail by the id of the request that sent it.
func (r *mailResource) ImportState(
	_ context.Context, req resource.ImportStateRequest, resp *resource.ImportStateResponse,
) {
	resp.Diagnostics.AddError("A mail cannot be imported", fmt.Sprintf("Microsoft Graph finds no mail by %q, nor by any "+
		"other id that the provider could know.\n\nWhat to do: leave the resource out of the configuration if the mail was "+
		"sent already, or apply it to send the mail.", req.ID))
}
