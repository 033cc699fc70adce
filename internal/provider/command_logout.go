package provider

import (
	"context"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// logout forgets a session, or all of them.
func logout(_ context.Context, c *command) error {
	config, found, err := c.find()
	if err != nil {
		return err
	}
	if len(found) == 0 {
		c.printf("Nobody is signed in.\n")
		return nil
	}
	if len(found) > 1 && !c.all {
		return &auth.SettingError{
			Setting: "tenant_id", Problem: "There is more than one session:\n" + listed(found),
			Todo: "say which with -tenant, -client-id or -environment, or end all of them with -all.",
		}
	}
	for _, session := range found {
		if err := config.Sessions.Remove(session); err != nil {
			return err
		}
		c.printf("%s is signed out of the tenant %s.\n", session.Username, session.TenantID)
	}
	c.printf("The refresh tokens are gone from this machine. To make copies of them worthless too, revoke the person's sessions in Entra.\n")
	return nil
}
