package provider

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/mail"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework-validators/stringvalidator"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// What sendMail takes at most. Larger files need an upload of their own, see
// https://learn.microsoft.com/graph/outlook-large-attachments.
const (
	maxAttachments = 3_000_000 // bytes of all files, before base64 adds a third
	maxMailRequest = 4 << 20   // bytes of the request
)

const (
	addressRule = `must be one mail address, such as ada@example.com or "Ada Lovelace <ada@example.com>"`
	base64Rule  = `must be standard base64, as base64encode("…") and filebase64("file") give it`
	sizeRule    = "Graph takes 3 MB of files, and 4 MB for the whole request, in which files grow by a third. Send less, or a link to where the files are."
)

var isHeaderName = stringvalidator.RegexMatches(regexp.MustCompile(`^[xX]-[!-9;-~]+$`), "must begin with x-, such as x-change-number")

// isAddress and isBase64 are checks of a text for which there is no regular expression.
var (
	isAddress = textCheck{"Not a mail address", addressRule, func(s string) error {
		_, err := mail.ParseAddress(s)
		return err
	}}
	isBase64 = textCheck{"Not base64", base64Rule, func(s string) error {
		_, err := base64.StdEncoding.DecodeString(s)
		return err
	}}
)

// textCheck refuses a text with words that say what it must be. It does not repeat the text, which may be secret.
type textCheck struct {
	summary string
	rule    string
	check   func(string) error
}

func (c textCheck) Description(context.Context) string         { return c.rule }
func (c textCheck) MarkdownDescription(context.Context) string { return c.rule }

func (c textCheck) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if req.ConfigValue.IsNull() || req.ConfigValue.IsUnknown() || c.check(req.ConfigValue.ValueString()) == nil {
		return
	}
	resp.Diagnostics.AddAttributeError(req.Path, c.summary, "The value "+c.rule+".\n\nWhat to do: correct it.")
}

// check says what is wrong with a message as a whole, as far as it is known.
func (m *messageModel) check(diags *diag.Diagnostics) {
	lists := len(m.To.Elements()) + len(m.Cc.Elements()) + len(m.Bcc.Elements())
	if lists == 0 && !m.To.IsUnknown() && !m.Cc.IsUnknown() && !m.Bcc.IsUnknown() {
		diags.AddAttributeError(path.Root("to"), "No recipient", "The mail goes to nobody.\n\nWhat to do: name at least one address in to, cc or bcc.")
	}
	files, request := 0, 0
	for _, a := range m.attachments() {
		encoded := a.content.ValueString()
		files += base64.StdEncoding.DecodedLen(len(encoded))
		request += len(encoded)
	}
	if files > maxAttachments {
		diags.AddAttributeError(path.Root("attachments"), "Attachments too large",
			fmt.Sprintf("The attachments have %s together.\n\nWhat to do: %s", megabytes(files), sizeRule))
		return
	}
	if request += len(m.Body.ValueString()); request > maxMailRequest {
		diags.AddAttributeError(path.Root("body"), "Mail too large",
			fmt.Sprintf("Body and attachments make a request of %s.\n\nWhat to do: %s", megabytes(request), sizeRule))
	}
}

func megabytes(n int) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }
