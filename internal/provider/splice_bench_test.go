//go:build unix

package provider

import (
	"context"
	"fmt"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	fwprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// halfNull is a user of which every other attribute is null, as Graph answers it.
func halfNullUser(i int) []byte {
	var b strings.Builder
	for j, c := range userColumns {
		value := "null"
		switch {
		case c.Name == "id":
			value = fmt.Sprintf(`"%08d-0000-4000-8000-000000000000"`, i)
		case j%2 == 1 && c.Kind() != "list of strings" && c.Kind() != "bool":
		case c.Kind() == "list of strings":
			value = fmt.Sprintf(`["+48 22 %07d"]`, i)
		case c.Kind() == "bool":
			value = "true"
		default:
			value = fmt.Sprintf(`"%s %08d"`, c.Name[:min(len(c.Name), 11)], i)
		}
		fmt.Fprintf(&b, "%c%q:%s", "{,"[min(j, 1)], c.Property, value)
	}
	return []byte(b.String() + "}")
}

// benchUser is a user as a provider without an encoder of its own would have it.
type benchUser struct {
	ID                          types.String `tfsdk:"id"`
	UserPrincipalName           types.String `tfsdk:"user_principal_name"`
	DisplayName                 types.String `tfsdk:"display_name"`
	GivenName                   types.String `tfsdk:"given_name"`
	Surname                     types.String `tfsdk:"surname"`
	Mail                        types.String `tfsdk:"mail"`
	MailNickname                types.String `tfsdk:"mail_nickname"`
	OtherMails                  types.List   `tfsdk:"other_mails"`
	ProxyAddresses              types.List   `tfsdk:"proxy_addresses"`
	UserType                    types.String `tfsdk:"user_type"`
	AccountEnabled              types.Bool   `tfsdk:"account_enabled"`
	JobTitle                    types.String `tfsdk:"job_title"`
	Department                  types.String `tfsdk:"department"`
	CompanyName                 types.String `tfsdk:"company_name"`
	EmployeeID                  types.String `tfsdk:"employee_id"`
	EmployeeType                types.String `tfsdk:"employee_type"`
	OfficeLocation              types.String `tfsdk:"office_location"`
	City                        types.String `tfsdk:"city"`
	State                       types.String `tfsdk:"state"`
	Country                     types.String `tfsdk:"country"`
	UsageLocation               types.String `tfsdk:"usage_location"`
	BusinessPhones              types.List   `tfsdk:"business_phones"`
	MobilePhone                 types.String `tfsdk:"mobile_phone"`
	PreferredLanguage           types.String `tfsdk:"preferred_language"`
	CreatedDateTime             types.String `tfsdk:"created_date_time"`
	ExternalUserState           types.String `tfsdk:"external_user_state"`
	OnPremisesSyncEnabled       types.Bool   `tfsdk:"on_premises_sync_enabled"`
	OnPremisesSamAccountName    types.String `tfsdk:"on_premises_sam_account_name"`
	OnPremisesUserPrincipalName types.String `tfsdk:"on_premises_user_principal_name"`
	OnPremisesImmutableID       types.String `tfsdk:"on_premises_immutable_id"`
}

// benchSource fills a list of users, by the encoder or by structs.
type benchSource struct {
	name    string
	objects [][]byte
	structs []benchUser
}

func (d *benchSource) Metadata(_ context.Context, _ datasource.MetadataRequest, resp *datasource.MetadataResponse) {
	resp.TypeName = "bench_" + d.name
}

func (d *benchSource) Schema(_ context.Context, _ datasource.SchemaRequest, resp *datasource.SchemaResponse) {
	resp.Schema = schema.Schema{Attributes: map[string]schema.Attribute{"users": userColumns.List("")}}
}

func (d *benchSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	if d.structs != nil {
		resp.Diagnostics.Append(resp.State.Set(ctx, &struct {
			Users []benchUser `tfsdk:"users"`
		}{d.structs})...)
		return
	}
	r := newReading(ctx, req, resp)
	rows := userColumns.Rows()
	for _, object := range d.objects {
		if _, err := rows.Add(object); err != nil {
			panic(err)
		}
	}
	r.setEncoded("users", rows)
	r.done(ctx)
}

// benchProvider has the two.
type benchProvider struct{ sources []datasource.DataSource }

func (p *benchProvider) Metadata(context.Context, fwprovider.MetadataRequest, *fwprovider.MetadataResponse) {
}
func (p *benchProvider) Schema(context.Context, fwprovider.SchemaRequest, *fwprovider.SchemaResponse) {
}
func (p *benchProvider) Configure(context.Context, fwprovider.ConfigureRequest, *fwprovider.ConfigureResponse) {
}
func (p *benchProvider) Resources(context.Context) []func() resource.Resource { return nil }
func (p *benchProvider) DataSources(context.Context) []func() datasource.DataSource {
	var all []func() datasource.DataSource
	for _, source := range p.sources {
		all = append(all, func() datasource.DataSource { return source })
	}
	return all
}

// reader returns the whole ReadDataSource of a way to fill the list.
func reader(tb testing.TB, source *benchSource) func() *tfprotov6.ReadDataSourceResponse {
	tb.Helper()
	inner := providerserver.NewProtocol6(&benchProvider{sources: []datasource.DataSource{source}})()
	served := &server{inner.(tfprotov6.ProviderServerWithActions)} //nolint:staticcheck // As in [Server].
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"users": tftypes.List{ElementType: userColumns.Type()}}}
	config, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, map[string]tftypes.Value{
		"users": tftypes.NewValue(typ.AttributeTypes["users"], nil),
	}))
	if err != nil {
		tb.Fatal(err)
	}
	return func() *tfprotov6.ReadDataSourceResponse {
		resp, err := served.ReadDataSource(tb.Context(), &tfprotov6.ReadDataSourceRequest{
			TypeName: "bench_" + source.name, Config: &config,
		})
		if err != nil || len(resp.Diagnostics) > 0 {
			tb.Fatal(err, resp)
		}
		return resp
	}
}

func encoderSource(count int) *benchSource {
	source := &benchSource{name: "encoder"}
	for i := range count {
		source.objects = append(source.objects, halfNullUser(i))
	}
	return source
}

// byStructs has the very same users as values of the framework.
func structSource(tb testing.TB, count int) *benchSource {
	tb.Helper()
	resp := reader(tb, encoderSource(count))()
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"users": tftypes.List{ElementType: userColumns.Type()}}}
	raw, err := resp.State.Unmarshal(typ)
	if err != nil {
		tb.Fatal(err)
	}
	source := &benchSource{name: "structs"}
	var users struct {
		Users []benchUser `tfsdk:"users"`
	}
	var schemaOf datasource.SchemaResponse
	source.Schema(tb.Context(), datasource.SchemaRequest{}, &schemaOf)
	if diags := configOf(schemaOf.Schema, raw).Get(tb.Context(), &users); diags.HasError() {
		tb.Fatal(diags)
	}
	source.structs = users.Users
	return source
}

// cpu is what this process has used so far.
func cpu() time.Duration {
	var used syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &used) // It cannot fail for oneself.
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// BenchmarkReadDataSource is a whole read of users that have arrived, with the encoder and the splice, and as the
// framework would fill the list from structs. cpu/op counts the garbage collector too.
func BenchmarkReadDataSource(b *testing.B) {
	for _, count := range []int{1_000, 10_000, 100_000} {
		sources := []*benchSource{encoderSource(count)}
		if count <= 10_000 { // Structs of 100,000 take more than a minute.
			sources = append(sources, structSource(b, count))
		}
		for _, source := range sources {
			b.Run(fmt.Sprintf("%s/%d", source.name, count), func(b *testing.B) {
				read := reader(b, source)
				b.ReportAllocs()
				start := cpu()
				for b.Loop() {
					read()
				}
				b.ReportMetric(float64((cpu()-start).Microseconds())/1000/float64(b.N), "cpu-ms/op")
			})
		}
	}
}

// BenchmarkRatio is how many times less CPU the encoder and the splice take than structs do, for ten thousand users.
func BenchmarkRatio(b *testing.B) {
	encoder, structs := reader(b, encoderSource(10_000)), reader(b, structSource(b, 10_000))
	var ours, theirs time.Duration
	for b.Loop() {
		start := cpu()
		for range 10 { // One is too short to be measured.
			encoder()
		}
		ours += (cpu() - start) / 10
		start = cpu()
		structs()
		theirs += cpu() - start
	}
	b.ReportMetric(float64(theirs)/float64(ours), "times-less-cpu")
}
