package provider

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/function"
)

func newGuestUserPrincipalNameFunction() function.Function {
	return guestUserPrincipalNameFunction{namedFunction{"guest_user_principal_name"}}
}

type guestUserPrincipalNameFunction struct{ namedFunction }

var (
	// guestAddress matches the mail addresses of which all characters but the at sign may be in a user principal name.
	guestAddress = regexp.MustCompile(`^[A-Za-z0-9'._!#^~-]+@` + domainName + `$`)
	tenantDomain = regexp.MustCompile(`^` + domainName + `$`)
)

// domainName is a pattern of domains with a dot. They have no underscore, so the last underscore in the name of a guest
// stands for the at sign.
const domainName = `[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+`

func (guestUserPrincipalNameFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: "Returns the user principal name of a guest.",
		MarkdownDescription: "Returns the user principal name that Microsoft Entra ID gives to a guest with a mail " +
			"address: `ada@fabrikam.com` becomes `ada_fabrikam.com#EXT#@contoso.onmicrosoft.com`.\n\n" +
			"It is the name of most guests, not of all: Entra may choose another one, such as for a long address or if the " +
			"name is taken, and an administrator can change it. `mail` of `graph_user` finds these guests too.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name: "mail", MarkdownDescription: "Address to which the guest was invited. It is an error if it has a " +
					"character that a user principal name does not allow, such as `+`.",
			},
			function.StringParameter{
				Name: "domain", MarkdownDescription: "Initial domain of the tenant that invited the guest, which is " +
					"`initial_domain` of `graph_organization`.",
			},
		},
		Return: function.StringReturn{},
	}
}

func (guestUserPrincipalNameFunction) Run(
	ctx context.Context, req function.RunRequest, resp *function.RunResponse,
) {
	var mail, domain string
	if resp.Error = req.Arguments.Get(ctx, &mail, &domain); resp.Error != nil {
		return
	}
	switch {
	case !guestAddress.MatchString(mail):
		resp.Error = refuse(0, fmt.Sprintf("%q is not a mail address of which Entra makes a name as it is", mail),
			"write an address such as ada@fabrikam.com. If it has other characters than letters, digits and '.-_!#^~, find "+
				"the guest by mail, with data \"graph_user\"")
	case !tenantDomain.MatchString(domain):
		resp.Error = refuse(1, fmt.Sprintf("%q is not a domain", domain),
			"write the initial domain of the tenant, such as contoso.onmicrosoft.com")
	default:
		resp.Error = resp.Result.Set(ctx, strings.Replace(mail, "@", "_", 1)+"#EXT#@"+domain)
	}
}
