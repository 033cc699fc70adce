package command

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// login signs a person in by device code.
func login(ctx context.Context, c *command) error {
	if c.config.Settings.Text(auth.ClientID) == "" {
		return &flagError{
			"Signing in needs an app registration of your own.",
			"set its client id with -client-id. The guide \"Authentication\" of this provider explains how to register " +
				"one.",
		}
	}
	scopes := strings.FieldsFunc(c.scopes, func(r rune) bool { return r == ',' || r == ' ' })
	if len(scopes) == 0 {
		return &flagError{"-scopes names no permission.", "list at least one, such as User.Read, or leave it out."}
	}
	before, _ := c.config.Sessions.Find(session.Session{}) // A file that cannot be used is replaced, or does not matter.
	c.printf("Requesting %s.\n", strings.Join(scopes, ", "))
	signedIn, err := auth.Login(ctx, c.config, scopes, func(code auth.DeviceCode) {
		c.printf("\nOpen %s in a browser, on any device, and enter the code %s\n", code.Address, code.UserCode)
		if minutes := math.Floor(time.Until(code.Expiry).Minutes() + 0.5); minutes >= 1 {
			c.printf("within %.0f minutes. ", minutes)
		}
		c.printf("Waiting …\n")
	})
	if err != nil {
		return err
	}
	for _, old := range before {
		if old.Replaces(signedIn) && old.Username != signedIn.Username {
			c.printf("\nThis replaces the session of %s.", old.Username)
		}
	}
	c.printf("\n%s is signed in to the tenant %s. For this user of this machine, the provider now signs in as %[1]s\n"+
		"if no other method is configured, or with auth_method = \"device_login\". To end the session, run logout.\n",
		signedIn.Username, signedIn.TenantID)
	c.printf("\nThe session is in %s\n", c.config.Sessions.Path(signedIn))
	return nil
}
