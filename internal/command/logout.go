package command

import (
	"context"
	"errors"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// logout deletes a session, or all of them. It goes on after an error, and states what is left.
func logout(ctx context.Context, c *command) error {
	found, unusable := c.find()
	if len(found) > 1 && !c.all {
		return &flagError{
			"There is more than one session:\n" + list(found),
			"choose one with -tenant, -client-id or -environment, or end all of them with -all.",
		}
	}
	if c.all && !c.filtered() {
		return c.logoutAll(ctx, found)
	}
	if len(found) == 0 {
		for _, err := range unusable {
			if !errors.Is(err, session.ErrForeign) {
				return err
			}
		}
		c.printf("Nobody is signed in.\n")
		return c.left()
	}
	if err := c.remove(ctx, found); err != nil {
		return err
	}
	c.printf("%s", deleted)
	return c.left()
}

const deleted = "The refresh tokens of these sessions are deleted from this machine. To invalidate copies of them " +
	"too, revoke the person's sessions in Entra.\n"

// logoutAll deletes all sessions, and whatever else is in their folder.
func (c *command) logoutAll(ctx context.Context, found []session.Session) error {
	files, err := c.config.Sessions.Left()
	if err != nil {
		return err
	}
	if len(files) == 0 {
		c.printf("Nobody is signed in.\n")
	}
	if err := errors.Join(c.remove(ctx, found), c.config.Sessions.Clear()); err != nil {
		return err
	}
	if len(files) > 0 {
		c.printf("%s", deleted)
	}
	return nil
}

// remove deletes sessions. It goes on after an error.
func (c *command) remove(ctx context.Context, sessions []session.Session) error {
	var failed []error
	for _, s := range sessions {
		if err := c.config.Sessions.Remove(ctx, s); err != nil {
			failed = append(failed, err)
			continue
		}
		c.printf("%s is signed out of the tenant %s.\n", s.Username, s.TenantID)
	}
	return errors.Join(failed...)
}

// filtered reports whether a flag selects sessions.
func (c *command) filtered() bool {
	return c.given[auth.CloudName] || c.given[auth.TenantID] || c.given[auth.ClientID]
}

// left states which files may still hold a refresh token.
func (c *command) left() error {
	names, err := c.config.Sessions.Left()
	if err != nil || len(names) == 0 {
		return err
	}
	c.printf("Other sessions or files are still there. To delete them, run logout -all:\n")
	for _, name := range names {
		c.printf("  %s\n", name)
	}
	return nil
}
