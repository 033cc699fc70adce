package provider

import (
	"context"
	"regexp"

	"github.com/hashicorp/terraform-plugin-framework/function"
)

func newGuestMailFunction() function.Function { return guestMailFunction{namedFunction{"guest_mail"}} }

type guestMailFunction struct{ namedFunction }

// guestName matches the user principal name of a guest. Its groups are the two parts of the mail address.
var guestName = regexp.MustCompile(`^([^@]+)_(` + domainName + `)#(?i:EXT)#@[^@]+$`)

func (guestMailFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: "Returns the mail address in the user principal name of a guest.",
		MarkdownDescription: "Returns the mail address of which the user principal name of a guest was made: " +
			"`ada_fabrikam.com#EXT#@contoso.onmicrosoft.com` becomes `ada@fabrikam.com`. It is the inverse of " +
			"`guest_user_principal_name`. The result is null for a name that is not that of a guest.\n\n" +
			"The last underscore before `#EXT#` becomes the at sign, because domains have no underscores. The part before it " +
			"is a guess: Entra may have replaced characters of the address or added some, and the address may have changed " +
			"since. Where it matters, read `mail` of the guest with `graph_user`.",
		Parameters: []function.Parameter{
			function.StringParameter{Name: "user_principal_name", MarkdownDescription: "User principal name of anybody."},
		},
		Return: function.StringReturn{},
	}
}

func (guestMailFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var name string
	if resp.Error = req.Arguments.Get(ctx, &name); resp.Error != nil {
		return
	}
	var mail *string
	if match := guestName.FindStringSubmatch(name); match != nil {
		mail = new(match[1] + "@" + match[2])
	}
	resp.Error = resp.Result.Set(ctx, mail)
}
