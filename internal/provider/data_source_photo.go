package provider

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/people"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

var _ datasource.DataSourceWithConfigure = (*photoDataSource)(nil)

func newPhotoDataSource() datasource.DataSource {
	return &photoDataSource{dataSource{
		name: "photo", calls: []permission.Call{permission.Photo.Me, permission.Photo.User},
	}}
}

type photoDataSource struct{ dataSource }

func (d *photoDataSource) Schema(ctx context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	text := func(doc string) schema.StringAttribute {
		return schema.StringAttribute{Computed: true, MarkdownDescription: doc}
	}
	resp.Schema = schema.Schema{
		MarkdownDescription: d.describe("Reads the photo of a person.",
			"The read takes two requests. A photo of more than 4 MiB is an error, because the photo is written to the state."),
		Attributes: withTimeouts(ctx, missingArguments("user", "photo"), map[string]schema.Attribute{
			"user": userArgument(),
			"size": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Size of the photo in pixels: one of `" + strings.Join(people.PhotoSizes, "`, `") +
					"`. Defaults to the largest size that exists. It is an error if the photo does not exist in this size, even " +
					"with `ignore_missing`.",
				Validators: []validator.String{oneOf(people.PhotoSizes...)},
			},
			"content_base64": text("The photo, in Base64."),
			"data_uri":       text("The photo as a `data:` URI, for the `src` of an image in HTML."),
			"content_type":   text("Media type, such as `image/jpeg`."),
			"sha256":         text("SHA-256 hash of the photo, in hexadecimal digits. It changes only if the photo changes."),
			"etag":           text("ETag of this version of the photo, without its quotes; null if Graph returns none."),
			"width":          schema.Int64Attribute{Computed: true, MarkdownDescription: "Width in pixels."},
			"height":         schema.Int64Attribute{Computed: true, MarkdownDescription: "Height in pixels."},
			"available_sizes": schema.ListAttribute{
				Computed: true, ElementType: types.StringType,
				MarkdownDescription: "Sizes in which the photo exists, the smallest first; null if Graph does not list them.",
			},
		}),
	}
}

func (d *photoDataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	r := newReading(ctx, req, resp)
	user, size := r.getUser(ctx), r.getString(ctx, "size")
	ctx, cancel := r.bounded(ctx)
	defer cancel()
	if r.failed() {
		return
	}
	photo, err := people.ReadPhoto(ctx, d.client, user, size)
	if r.settle(ctx, "read the photo", atUser(user), err) {
		r.setPhoto(photo)
	}
	r.done(ctx)
}

func (r *reading) setPhoto(p *people.Photo) {
	hash := sha256.Sum256(p.Content)
	encoded := base64.StdEncoding.EncodeToString(p.Content)
	r.setString("content_base64", encoded)
	r.setString("data_uri", "data:"+p.ContentType+";base64,"+encoded)
	r.setString("content_type", p.ContentType)
	r.setString("sha256", hex.EncodeToString(hash[:]))
	if p.ETag != "" {
		r.setString("etag", p.ETag)
	}
	if p.Width > 0 && p.Height > 0 {
		r.setInt("width", int64(p.Width))
		r.setInt("height", int64(p.Height))
	}
	if p.Sizes != nil {
		r.setStrings("available_sizes", p.Sizes)
	}
}
