package provider

import (
	"context"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// login signs a person in by device code.
func login(ctx context.Context, c *command) error {
	config := c.config.auth(c.deployment)
	if config.ClientID == "" {
		return &auth.SettingError{
			Setting: "client_id", Problem: "Signing in needs an app registration of yours, and none is named.",
			Todo: "name it with -client-id. The guide \"Authentication\" of this provider says in five lines how to register one.",
		}
	}
	scopes := strings.FieldsFunc(c.scopes, func(r rune) bool { return r == ',' || r == ' ' })
	if len(scopes) == 0 {
		return &auth.SettingError{Setting: "scopes", Problem: "-scopes names no permission.", Todo: "name one at least, such as User.Read, or leave it out."}
	}
	before, _ := config.Sessions.Find(auth.Session{}) // What cannot be read is about to be replaced, or is no matter here.
	c.printf("Asking for %s.\n", strings.Join(scopes, ", "))
	session, err := auth.Login(ctx, config, scopes, func(code auth.DeviceCode) {
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
		if old.Username != session.Username && old.Authority == session.Authority && old.Resource == session.Resource && old.TenantID == session.TenantID && old.ClientID == session.ClientID {
			c.printf("\nThis takes the place of the session of %s.", old.Username)
		}
	}
	c.printf("\n%s is signed in to the tenant %s. Runs of Terraform and OpenTofu by this user of this machine now read as %[1]s\n"+
		"where nothing else is configured, or with auth_method = \"device_login\". The command logout ends that.\n", session.Username, session.TenantID)
	return nil
}
