package command

import (
	"context"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// login signs a person in by device code.
func login(ctx context.Context, c *command) error {
	if c.config.Settings.Text(auth.ClientID) == "" {
		return &flagError{
			"Signing in needs an app registration of yours, and none is named.",
			"name it with -client-id. The guide \"Authentication\" of this provider explains in five lines how to register " +
				"one.",
		}
	}
	scopes := strings.FieldsFunc(c.scopes, func(r rune) bool { return r == ',' || r == ' ' })
	if len(scopes) == 0 {
		return &flagError{"-scopes names no permission.", "name at least one, such as User.Read, or leave it out."}
	}
	before, _ := c.config.Sessions.Find(auth.Session{}) // A file that cannot be read is replaced, or does not matter here.
	c.printf("Asking for %s.\n", strings.Join(scopes, ", "))
	session, err := auth.Login(ctx, c.config, scopes, func(code auth.DeviceCode) {
		c.printf("\nOpen %s in a browser, on any device, and enter the code %s\n", code.Address, code.UserCode)
		if !code.Expiry.IsZero() {
			c.printf("within %.0f minutes. ", time.Until(code.Expiry).Minutes())
		}
		c.printf("Waiting …\n")
	})
	if err != nil {
		return err
	}
	for _, old := range before {
		if old.Replaces(session) && old.Username != session.Username {
			c.printf("\nThis replaces the session of %s.", old.Username)
		}
	}
	c.printf("\n%s is signed in to the tenant %s. Runs of Terraform and OpenTofu by this user of this machine now read "+
		"as %[1]s\nif nothing else is configured, or with auth_method = \"device_login\". The command logout ends that.\n",
		session.Username, session.TenantID)
	return nil
}
