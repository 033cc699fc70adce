package provider

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/people"
)

var isHeaderName = matching(regexp.MustCompile(`^[xX]-[!-9;-~]+$`),
	"does not begin with x-", "use a name such as x-change-number")

var (
	isAddress = stringCheck{"Not a mail address", people.AddressRule, people.CheckAddress, true}
	isLine    = stringCheck{"Control character", people.LineRule, people.CheckLine, true}
	isBase64  = stringCheck{"Not base64", people.Base64Rule, people.CheckBase64, false}
)

// A stringCheck is a validator whose error states the rule.
type stringCheck struct {
	summary string
	rule    string // what the value must be
	check   func(string) error
	quoted  bool // whether the error quotes the value, which must then be neither secret nor large
}

func (c stringCheck) Description(context.Context) string         { return c.rule }
func (c stringCheck) MarkdownDescription(context.Context) string { return c.rule }

func (c stringCheck) ValidateString(
	_ context.Context, req validator.StringRequest, resp *validator.StringResponse,
) {
	if !isSet(req.ConfigValue) || c.check(req.ConfigValue.ValueString()) == nil {
		return
	}
	value := "The value"
	if c.quoted {
		value = strconv.Quote(req.ConfigValue.ValueString())
	}
	resp.Diagnostics.AddAttributeError(req.Path, c.summary, value+" "+c.rule+".\n\nWhat to do: correct it.")
}

// fewHeaders refuses more headers than Graph accepts.
type fewHeaders struct{}

func (fewHeaders) Description(context.Context) string {
	return fmt.Sprintf("must have at most %d elements", people.MaxHeaders)
}

func (v fewHeaders) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (fewHeaders) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	if n := len(req.ConfigValue.Elements()); n > people.MaxHeaders {
		resp.Diagnostics.AddAttributeError(req.Path, "Too many headers", fmt.Sprintf(
			"There are %d headers, and Microsoft Graph accepts %d.\n\nWhat to do: leave some out, or put several values into "+
				"one header.", n, people.MaxHeaders))
	}
}

// check adds errors about the message as a whole, as far as it is known.
func (m *messageModel) check(diags *diag.Diagnostics) {
	if known, all := m.recipients(); len(known) == 0 && all {
		diags.AddAttributeError(path.Root("to"), "No recipient",
			"The mail has no recipient.\n\nWhat to do: name at least one address in to, cc or bcc.")
	}
	m.checkSender(diags)
	m.checkAttachments(diags)
	files, request := m.message().Size()
	if files > people.MaxAttachments {
		diags.AddAttributeError(path.Root("attachments"), "Attachments too large",
			fmt.Sprintf("The attachments have %s together.\n\nWhat to do: %s", megabytes(files), people.SizeRule))
		return
	}
	if request > people.MaxMailRequest {
		diags.AddAttributeError(path.Root("body"), "Mail too large", fmt.Sprintf(
			"Body and attachments make a request of %s.\n\nWhat to do: %s", megabytes(request), people.SizeRule))
	}
}

// checkSender adds an error if from cannot be what it has to be: a user, or with sender an address.
func (m *messageModel) checkSender(diags *diag.Diagnostics) {
	if m.From.IsNull() || m.From.IsUnknown() || m.Sender.IsUnknown() {
		return
	}
	from := m.From.ValueString()
	switch {
	case m.Sender.IsNull() && strings.ContainsAny(from, "<>"):
		diags.AddAttributeError(path.Root("from"), "Not a user", fmt.Sprintf("%q is not an object id or a user principal "+
			"name.\n\nWhat to do: leave out the name and the brackets, or name the user whose mailbox sends in sender.", from))
	case !m.Sender.IsNull() && people.CheckAddress(from) != nil:
		diags.AddAttributeError(path.Root("from"), "Not a mail address", fmt.Sprintf("With sender, from is the address that "+
			"the mail is from, and %q is none.\n\nWhat to do: set from to the address of a shared mailbox, a group or a "+
			"distribution list; or leave sender out, and the mail is from the user in from.", from))
	}
}

// checkAttachments adds an error for each attachment that lacks what it must have.
func (m *messageModel) checkAttachments(diags *diag.Diagnostics) {
	for i, a := range m.attachments() {
		at := path.Root("attachments").AtListIndex(i)
		for _, required := range []struct {
			name  string
			value types.String
		}{{"name", a.name}, {"content_type", a.contentType}, {"content_base64", a.content}} {
			if required.value.IsNull() {
				diags.AddAttributeError(at.AtName(required.name), "Incomplete attachment", fmt.Sprintf(
					"%s is not set, or null.\n\nWhat to do: give each attachment a name, a content_type and a content_base64.",
					at.AtName(required.name)))
			}
		}
	}
}

// checkTimeout adds an error for a time in which nothing can be sent.
func checkTimeout(diags *diag.Diagnostics, name string, limit time.Duration) {
	if limit <= 0 {
		diags.AddAttributeError(path.Root("timeouts").AtName(name), "No time to send", fmt.Sprintf(
			"The timeout is %s.\n\nWhat to do: set it to a longer time, as in timeouts = { %s = \"5m\" }.", limit, name))
	}
}

func megabytes(n int) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
