package provider

import (
	"context"
	"encoding/base64"
	"fmt"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/graph-data/terraform-provider-graph/internal/people"
)

var isHeaderName = matching(regexp.MustCompile(`^[xX]-[!-9;-~]+$`),
	"does not begin with x-", "use a name such as x-change-number")

var (
	isAddress = stringCheck{"Not a mail address", people.AddressRule, people.CheckAddress}
	isBase64  = stringCheck{"Not base64", people.Base64Rule, people.CheckBase64}
)

// A stringCheck is a validator whose error states the rule. It does not repeat the value, which may be secret.
type stringCheck struct {
	summary string
	rule    string // what the value must be
	check   func(string) error
}

func (c stringCheck) Description(context.Context) string         { return c.rule }
func (c stringCheck) MarkdownDescription(context.Context) string { return c.rule }

func (c stringCheck) ValidateString(
	_ context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || c.check(req.ConfigValue.ValueString()) == nil {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, c.summary, "The value "+c.rule+".\n\nWhat to do: correct it.")
}

// check adds errors about the message as a whole, as far as it is known.
func (m *messageModel) check(diags *diag.Diagnostics) {
	count := len(m.To.Elements()) + len(m.Cc.Elements()) + len(m.Bcc.Elements())
	if count == 0 && !m.To.IsUnknown() && !m.Cc.IsUnknown() && !m.Bcc.IsUnknown() {
		diags.AddAttributeError(path.Root("to"), "No recipient",
			"The mail has no recipient.\n\nWhat to do: name at least one address in to, cc or bcc.")
	}
	files, request := 0, 0
	for _, a := range m.attachments() {
		encoded := a.content.ValueString()
		files += base64.StdEncoding.DecodedLen(len(encoded))
		request += len(encoded)
	}
	if files > people.MaxAttachments {
		diags.AddAttributeError(path.Root("attachments"), "Attachments too large",
			fmt.Sprintf("The attachments have %s together.\n\nWhat to do: %s", megabytes(files), people.SizeRule))
		return
	}
	if request += len(m.Body.ValueString()); request > people.MaxMailRequest {
		diags.AddAttributeError(path.Root("body"), "Mail too large", fmt.Sprintf(
			"Body and attachments make a request of %s.\n\nWhat to do: %s", megabytes(request), people.SizeRule))
	}
}

func megabytes(n int) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
