package auth

import (
	"fmt"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/session"
)

var (
	adele = session.Session{
		Authority: "https://login.example", Resource: "https://graph.example",
		TenantID: "11111111-aaaa", Tenant: "Contoso.com", ClientID: "app",
		Username: "adele@contoso.com", RefreshToken: "r1", Scopes: []string{"https://graph.example/User.Read"},
	}
	megan = session.Session{
		Authority: "https://login.example", Resource: "https://graph.example",
		TenantID: "22222222-bbbb", ClientID: "app", Username: "megan@adatum.com", RefreshToken: "r2",
	}
	dod = session.Session{
		Authority: "https://login.example.us", Resource: "https://graph.example.us",
		TenantID: "11111111-aaaa", ClientID: "other", Username: "adele@contoso.us", RefreshToken: "r3",
	}
)

func TestDeviceLogin_choice(t *testing.T) {
	t.Parallel()
	store := newStore(t)
	for _, s := range []session.Session{adele, megan, dod} {
		if err := store.Save(s); err != nil {
			t.Fatal(err)
		}
	}
	type texts = map[Setting]string
	for name, c := range map[string]struct {
		settings texts
		host     string // the host of the authority without "login."
		method   string
		err      string
	}{
		"session of the tenant":      {texts{TenantID: "contoso.com"}, "example", "device_login", ""},
		"session of the application": {texts{ClientID: "app", TenantID: "11111111-aaaa"}, "example", "device_login", ""},
		"secret before session": {
			texts{TenantID: "t", ClientID: "app", ClientSecret: "s"}, "example", "client_secret", "",
		},
		"use_cli before session": {texts{TenantID: "contoso.com", UseCLI: "true"}, "example", "azure_cli", ""},
		"several sessions": {
			texts{}, "example", "",
			"tenant_id: More than one person or application is signed in by device code: " +
				"adele@contoso.com in the tenant 11111111-aaaa with the application app; " +
				"megan@adatum.com in the tenant 22222222-bbbb with the application app.",
		},
		"no session":               {texts{TenantID: "fabrikam.com"}, "example", "azure_cli", ""},
		"forced without a session": {texts{TenantID: "f.com", Method: "device_login"}, "example", "", "nobody is signed in"},
		"no session of the application": {
			texts{ClientID: "third"}, "example", "",
			"client_secret: client_id is set, but there is no credential to sign in as that application.",
		},
		"another cloud":           {texts{}, "example.us", "device_login", ""},
		"cloud without a session": {texts{}, "example.cn", "azure_cli", ""},
	} {
		method := ""
		source, err := New(Config{
			Settings: environment(c.settings), Sessions: store,
			Authority: "https://login." + c.host, Scope: "https://graph." + c.host + "/.default",
		})
		if err == nil {
			method = source.Method
		}
		if method != c.method || fmt.Sprint(err) != c.err && (err != nil || c.err != "") {
			t.Errorf("%s: method %q, error %v; want method %q, error %q", name, method, err, c.method, c.err)
		}
	}
}
