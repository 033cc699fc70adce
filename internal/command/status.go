package command

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
)

// status lists who is signed in, and whether the sign-in service still accepts it.
func status(ctx context.Context, c *command) error {
	found, err := c.find()
	if err != nil {
		return err
	}
	if len(found) == 0 {
		c.printf("No session matches these flags. To sign in:\n\n  %s\n", explain.LoginCommand(c.config.Session()))
		return errReported
	}
	var failed error
	for _, session := range found {
		c.printf("%s", list([]auth.Session{session}))
		c.printf("    permissions: %s\n", strings.Join(session.Permissions(), ", "))
		if err := auth.Check(ctx, c.config, session); err != nil {
			failed = err
			if _, ended := errors.AsType[*auth.SessionError](err); ended {
				c.printf("    no longer works\n")
			} else {
				c.printf("    cannot be checked now\n")
			}
			continue
		}
		c.printf("    works\n")
	}
	return failed
}

// list describes sessions so that they can be distinguished, one on a line.
func list(sessions []auth.Session) string {
	var b strings.Builder
	for _, s := range sessions {
		place := s.Authority
		if cloud, known := s.Cloud(); known {
			place = cloud.Name
		}
		fmt.Fprintf(&b, "  %s, tenant %s, application %s, %s, signed in %s, renewed %s\n",
			s.Username, s.TenantID, s.ClientID, place, s.SignedIn.Format(time.DateOnly), s.Renewed.Format(time.DateOnly))
	}
	return b.String()
}
