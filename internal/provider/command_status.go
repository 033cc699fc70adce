package provider

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// status tells who is signed in, and whether the sign-in service still takes it.
func status(ctx context.Context, c *command) error {
	config, found, err := c.find()
	if err != nil {
		return err
	}
	if len(found) == 0 {
		c.printf("Nobody is signed in, as far as the flags say. To sign in:\n\n  %s\n", loginCommand(c.config.session(c.deployment)))
		return errToldAlready
	}
	var failed error
	for _, session := range found {
		c.printf("%s", listed([]auth.Session{session}))
		c.printf("    permissions: %s\n", strings.Join(graphScopes(session), ", "))
		if err := auth.Check(ctx, config, session); err != nil {
			failed = err
			if _, ended := errors.AsType[*auth.SessionError](err); ended {
				c.printf("    does not work any more\n")
			} else {
				c.printf("    cannot be checked now\n")
			}
			continue
		}
		c.printf("    works\n")
	}
	return failed
}

// listed tells sessions apart, a line for each.
func listed(sessions []auth.Session) string {
	var b strings.Builder
	for _, s := range sessions {
		where := s.Authority
		if home, known := cloudOf(s); known {
			where = home.names[0]
		}
		fmt.Fprintf(&b, "  %s, tenant %s, application %s, %s, signed in %s, renewed %s\n",
			s.Username, s.TenantID, s.ClientID, where, s.SignedIn.Format(time.DateOnly), s.Renewed.Format(time.DateOnly))
	}
	return b.String()
}

// graphScopes are the permissions of a session by their short names.
func graphScopes(session auth.Session) []string {
	var names []string
	for _, scope := range session.Scopes {
		if i := strings.LastIndex(scope, "/"); i >= 0 {
			names = append(names, scope[i+1:])
		}
	}
	return names
}
