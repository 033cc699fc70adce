package provider

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

var _ datasource.DataSourceWithConfigure = (*photoDataSource)(nil)

func newPhotoDataSource() datasource.DataSource { return &photoDataSource{} }

type photoDataSource struct{ dataSource }

func (d *photoDataSource) Metadata(_ context.Context, req datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = req.ProviderTypeName + "_photo"
}

func (d *photoDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	text := func(doc string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: doc}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: documented("Reads the photo of a person, in two requests.", "Photos of more than 4 MiB are refused, since a state keeps every byte.",
			"GET /me/photo", "GET /users/{id}/photo"),
		Attributes: withTimeouts(ctx, map[string]schema.Attribute{
			"user": userArgument(),
			"size": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Size of the photo in pixels: one of " + "`" + strings.Join(photoSizes, "`, `") + "`" + ". Left out, it is the largest that there is. " +
					"A size that the person's photo does not have is an error, also with `ignore_missing`.",
				Validators: []validator.String{stringvalidator.OneOf(photoSizes...)},
			},
			"ignore_missing": schema.BoolAttribute{
				Optional:            true,
				MarkdownDescription: "Whether a person without a photo is a null result with `exists = false` rather than an error. A `user` that does not exist stays an error. Defaults to `false`.",
			},
			"exists":         schema.BoolAttribute{Computed: true, MarkdownDescription: "Whether the person has a photo; `false` only with `ignore_missing`."},
			"content_base64": text("The photo, in Base64."),
			"data_uri":       text("The photo as a `data:` URI, ready for the `src` of an image in HTML."),
			"content_type":   text("Media type, such as `image/jpeg`."),
			"sha256":         text("SHA-256 of the photo, in hexadecimal digits. It changes when the photo does, and only then."),
			"etag":           text("Graph's mark of this version of the photo, without the quotes around it; null where Graph gives none."),
			"width":          schema.Int64Attribute{Computed: true, MarkdownDescription: "Width in pixels."},
			"height":         schema.Int64Attribute{Computed: true, MarkdownDescription: "Height in pixels."},
			"available_sizes": schema.ListAttribute{
				Computed: true, ElementType: types.StringType,
				MarkdownDescription: "Sizes that there are of the photo, the smallest first; null where Graph does not list them.",
			},
		}),
	}
}

func (d *photoDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	r := newReading(req, resp)
	user, size := r.text(ctx, "user"), r.text(ctx, "size")
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	found, err := readPhoto(ctx, d.client, user, size)
	if err != nil && (!isNoPhoto(err) || !r.flag(ctx, "ignore_missing")) {
		at := path.Empty()
		if user != "" {
			at = path.Root("user")
		}
		addError(r.diags, "read the photo", at, err)
		return
	}
	r.setFlag("exists", err == nil)
	if err == nil {
		r.setPhoto(found)
	}
	r.done(ctx)
}

func (r *reading) setPhoto(p *photo) {
	hash := sha256.Sum256(p.content)
	encoded := base64.StdEncoding.EncodeToString(p.content)
	for name, value := range map[string]string{
		"content_base64": encoded,
		"data_uri":       "data:" + p.contentType + ";base64," + encoded,
		"content_type":   p.contentType,
		"sha256":         hex.EncodeToString(hash[:]),
	} {
		r.set(name, tftypes.NewValue(tftypes.String, value))
	}
	if p.etag != "" {
		r.set("etag", tftypes.NewValue(tftypes.String, p.etag))
	}
	if p.width > 0 && p.height > 0 {
		r.set("width", tftypes.NewValue(tftypes.Number, p.width))
		r.set("height", tftypes.NewValue(tftypes.Number, p.height))
	}
	if p.sizes != nil {
		r.setTexts("available_sizes", p.sizes)
	}
}
