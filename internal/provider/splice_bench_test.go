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
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

// halfNullUser returns a user, as Graph answers it, every other attribute of whom is null.
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

// A benchUser is a user as a provider without an encoder of its own has it.
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

// A benchSource is a data source that fills a list of users, with the encoder or from structs.
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
	r.set("users", rows)
	r.done(ctx)
}

// A benchProvider is the provider with other data sources.
type benchProvider struct {
	graphProvider
	sources []datasource.DataSource
}

func (p *benchProvider) DataSources(context.Context) []func() datasource.DataSource {
	var sources []func() datasource.DataSource
	for _, source := range p.sources {
		sources = append(sources, func() datasource.DataSource { return source })
	}
	return sources
}

// newReader returns a function that reads a data source through the server.
func newReader(tb testing.TB, source *benchSource) func() *tfprotov6.ReadDataSourceResponse {
	tb.Helper()
	served := newServer(&benchProvider{sources: []datasource.DataSource{source}})
	typ := tftypes.Object{AttributeTypes: map[string]tftypes.Type{"users": tftypes.List{ElementType: userColumns.Type()}}}
	config, err := tfprotov6.NewDynamicValue(typ, tftypes.NewValue(typ, map[string]tftypes.Value{
		"users": tftypes.NewValue(typ.AttributeTypes["users"], nil),
	}))
	if err != nil {
		tb.Fatal(err)
	}
	req := &tfprotov6.ReadDataSourceRequest{TypeName: "bench_" + source.name, Config: &config}
	return func() *tfprotov6.ReadDataSourceResponse {
		resp, err := served.ReadDataSource(tb.Context(), req)
		if err != nil || len(resp.Diagnostics) > 0 {
			tb.Fatal(err, resp)
		}
		return resp
	}
}

// encoderSource returns a data source of count users that the encoder fills.
func encoderSource(count int) *benchSource {
	source := &benchSource{name: "encoder"}
	for i := range count {
		source.objects = append(source.objects, halfNullUser(i))
	}
	return source
}

// structSource returns a data source of the same users, filled from structs of the framework.
func structSource(tb testing.TB, count int) *benchSource {
	tb.Helper()
	resp := newReader(tb, encoderSource(count))()
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

// cpuTime returns the CPU time that this process has used so far.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage) // It cannot fail for the own process.
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkReadDataSource measures a whole read of users that have arrived, with the encoder and the splice, and from
// structs as the framework fills a list. cpu-ms/op includes the garbage collector.
func BenchmarkReadDataSource(b *testing.B) {
	for _, count := range []int{1_000, 10_000, 100_000} {
		sources := []*benchSource{encoderSource(count)}
		if count <= 10_000 { // 100,000 structs take more than a minute.
			sources = append(sources, structSource(b, count))
		}
		for _, source := range sources {
			b.Run(fmt.Sprintf("%s/%d", source.name, count), func(b *testing.B) {
				read := newReader(b, source)
				b.ReportAllocs()
				start := cpuTime()
				for b.Loop() {
					read()
				}
				b.ReportMetric(float64((cpuTime()-start).Microseconds())/1000/float64(b.N), "cpu-ms/op")
			})
		}
	}
}

// BenchmarkRatio reports how many times less CPU the encoder and the splice take than structs, for ten thousand users.
func BenchmarkRatio(b *testing.B) {
	encoder, structs := newReader(b, encoderSource(10_000)), newReader(b, structSource(b, 10_000))
	var encoderTime, structTime time.Duration
	for b.Loop() {
		start := cpuTime()
		for range 10 { // A single read is too short to be measured.
			encoder()
		}
		encoderTime += (cpuTime() - start) / 10
		start = cpuTime()
		structs()
		structTime += cpuTime() - start
	}
	b.ReportMetric(float64(structTime)/float64(encoderTime), "times-less-cpu")
}
