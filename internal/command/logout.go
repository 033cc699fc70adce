package command

import (
	"context"
	"errors"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// logout deletes a session, or all of them. It goes on after an error, and states what is left.
func logout(ctx context.Context, c *command) error {
	found, unusable := c.find()
	switch {
	case len(found)+len(unusable) == 0:
		c.printf("Nobody is signed in.\n")
	case len(found) == 0 && !c.all:
		return unusable[0]
	case len(found) > 1 && !c.all:
		return &flagError{
			"There is more than one session:\n" + list(found),
			"choose one with -tenant, -client-id or -environment, or end all of them with -all.",
		}
	}
	var failed []error
	for _, s := range found {
		if err := c.config.Sessions.Remove(ctx, s); err != nil {
			failed = append(failed, err)
			continue
		}
		c.printf("%s is signed out of the tenant %s.\n", s.Username, s.TenantID)
	}
	if c.all && !c.filtered() {
		failed = append(failed, c.config.Sessions.Clear())
	}
	if err := errors.Join(failed...); err != nil {
		return err
	}
	if len(found)+len(unusable) > 0 {
		c.printf("The refresh tokens of these sessions are deleted from this machine. To invalidate copies of them too, " +
			"revoke the person's sessions in Entra.\n")
	}
	return c.left()
}

// filtered reports whether a flag selects sessions.
func (c *command) filtered() bool {
	return c.given[auth.CloudName] || c.given[auth.TenantID] || c.given[auth.ClientID]
}

// left states which files may still hold a refresh token.
func (c *command) left() error {
	names, err := c.config.Sessions.Left()
	if err != nil {
		return err
	}
	if len(names) > 0 {
		c.printf("Other sessions or files are still there. To delete them, run logout -all:\n")
	}
	for _, name := range names {
		c.printf("  %s\n", name)
	}
	return nil
}
