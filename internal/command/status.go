package command

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// status lists who is signed in, and whether the sign-in service still accepts it.
func status(ctx context.Context, c *command) error {
	found, unusable := c.find()
	var failed error
	for _, s := range found {
		c.printf("%s", list([]session.Session{s}))
		c.printf("    permissions: %s\n    file: %s\n", strings.Join(s.Permissions(), ", "), c.config.Sessions.Path(s))
		err := auth.Check(ctx, c.config, s)
		_, ended := errors.AsType[*auth.SessionError](err)
		_, unkept := errors.AsType[*auth.UnkeptError](err)
		switch {
		case err == nil:
			c.printf("    works, and was renewed\n")
		case unkept:
			c.printf("    works, but could not be kept after it was renewed\n")
		case ended:
			c.printf("    no longer works\n")
		default:
			c.printf("    cannot be checked now\n")
		}
		failed = cmp.Or(failed, err)
	}
	for _, err := range unusable {
		c.printf("  %s is not used: %s\n", err.Path, err.Err)
		if !errors.Is(err, session.ErrForeign) {
			failed = cmp.Or(failed, error(err))
		}
	}
	if len(found) == 0 && failed == nil {
		c.printf("No session matches these flags. To sign in:\n\n  %s\n", explain.LoginCommand(c.config.Session()))
		return errReported
	}
	return failed
}

// list describes sessions so that they can be distinguished, one on a line.
func list(sessions []session.Session) string {
	var b strings.Builder
	for _, s := range sessions {
		place := s.Authority
		if cloud, known := auth.CloudOf(s); known {
			place = cloud.Name
		}
		fmt.Fprintf(&b, "  %s, tenant %s, application %s, %s, signed in %s, renewed %s\n",
			s.Username, s.TenantID, s.ClientID, place, s.SignedIn.Format(time.DateOnly), s.Renewed.Format(time.DateOnly))
	}
	return b.String()
}
