package provider

import (
	"context"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
)

var _ datasource.DataSourceWithConfigure = (*clientConfigDataSource)(nil)

func newClientConfigDataSource() datasource.DataSource {
	return &clientConfigDataSource{dataSource{name: "client_config"}}
}

type clientConfigDataSource struct{ dataSource }

func (d *clientConfigDataSource) Schema(
	ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse,
) {
	text := func(doc string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: doc}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads as whom the provider is signed in.\n\n" +
			"It makes no request to Microsoft Graph: the token states all of this. Microsoft may change what tokens state, so " +
			"do not decide about access by it.",
		Attributes: withTimeouts(ctx, map[string]schema.Attribute{
			"tenant_id": text("Id of the tenant."),
			"client_id": text("Client id of the application that is signed in, or that signs the person in."),
			"object_id": text("Object id of the signed-in person, or of the application's service principal."),
			"kind":      text("`person` or `application`."),
			"user_principal_name": text("Name with which the person signs in; null for an application, or if the token does " +
				"not state it."),
			"permissions": schema.ListAttribute{
				Computed: true, ElementType: types.StringType,
				MarkdownDescription: "Permissions of the token, sorted; null if the token does not list them.",
			},
		}),
	}
}

func (d *clientConfigDataSource) Read(
	ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse,
) {
	r := newReading(ctx, req, resp)
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	identity, err := d.client.Identity(ctx)
	if err == nil && identity.TenantID == "" {
		err = errOpaqueToken{}
	}
	if err != nil {
		r.addError("read the token", path.Empty(), err)
		return
	}
	r.setString("kind", "application")
	if identity.Delegated {
		r.setString("kind", "person")
	}
	for name, value := range map[string]string{
		"tenant_id": identity.TenantID, "client_id": identity.ClientID, "object_id": identity.ObjectID,
		"user_principal_name": identity.Username,
	} {
		if value != "" {
			r.setString(name, value)
		}
	}
	if identity.Permissions != nil {
		r.setStrings("permissions", slices.Sorted(slices.Values(identity.Permissions)))
	}
	r.done(ctx)
}

// errOpaqueToken reports a token that does not state whom it was issued to.
type errOpaqueToken struct{}

func (errOpaqueToken) Error() string { return "the access token cannot be read" }

// Explain implements [explain.Explainer].
func (e errOpaqueToken) Explain() explain.Advice {
	return explain.Advice{
		Seen: explain.Begin(e.Error()) + " It is not a JSON Web Token, as those of personal accounts and of some gateways.",
		Todo: "leave this data source out, and write the values that it would read into variables.",
	}
}
