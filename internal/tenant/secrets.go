package tenant

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Secrets returns every secret that was sent to the emulator: tokens, client secrets, assertions, and what jobs and
// machines authenticate with.
func (tn *Tenant) Secrets() []string {
	var secrets []string
	for _, r := range slices.Concat(tn.GraphRequests(), tn.TokenRequests(), tn.IdentityRequests()) {
		secrets = append(secrets,
			strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), r.Header.Get("X-Identity-Header"))
		form, _ := url.ParseQuery(string(r.Body))
		for _, name := range []string{"client_secret", "client_assertion", "refresh_token", "device_code"} {
			secrets = append(secrets, form.Get(name))
		}
	}
	return secrets
}

// Leaks returns the beginning of each secret that a text contains, as it is or encoded.
func Leaks(text string, secrets []string) []string {
	var found []string
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		for _, form := range []string{
			secret,
			url.QueryEscape(secret),
			base64.StdEncoding.EncodeToString([]byte(secret)),
			strings.ReplaceAll(fmt.Sprintf("%q", secret), `"`, ""),
		} {
			if strings.Contains(text, form) {
				found = append(found, form[:min(len(form), 12)]+"…")
				break
			}
		}
	}
	return found
}
