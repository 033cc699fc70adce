package command

import (
	"context"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// logout deletes a session, or all of them.
func logout(ctx context.Context, c *command) error {
	found, err := c.find()
	switch {
	case err != nil && !c.all:
		return err
	case len(found) == 0 && err == nil:
		c.printf("Nobody is signed in.\n")
		return nil
	case len(found) > 1 && !c.all:
		return &flagError{
			"There is more than one session:\n" + list(found),
			"choose one with -tenant, -client-id or -environment, or end all of them with -all.",
		}
	}
	for _, session := range found {
		if err := c.config.Sessions.Remove(ctx, session); err != nil {
			return err
		}
		c.printf("%s is signed out of the tenant %s.\n", session.Username, session.TenantID)
	}
	if c.all && !c.given[auth.CloudName] && !c.given[auth.TenantID] && !c.given[auth.ClientID] {
		if err := c.config.Sessions.Clear(); err != nil {
			return err
		}
	}
	c.printf("The refresh tokens are deleted from this machine. To invalidate copies of them too, revoke the person's " +
		"sessions in Entra.\n")
	return nil
}
