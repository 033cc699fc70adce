package auth

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// choose finds the method: the one that is forced, else the first that the written settings mean, else the first that the
// environment means, else the first that a platform makes possible, else the first that works without any setting.
func choose(config Config) (method, error) {
	all := config.settings()
	written := only(all, config.Written)
	byHand := maps.Clone(all)
	for _, name := range config.Platform {
		byHand[name] = false
	}
	_, isWritten := firstMeant(written, written)
	// A method that happens to be exported must not overrule one that is written down.
	if config.Method != "" && (slices.Contains(config.Written, "auth_method") || !isWritten) {
		return forced(config)
	}
	for _, set := range []map[string]bool{written, byHand} {
		if m, ok := firstMeant(set, written); ok {
			return m, m.complete(all)
		}
	}
	if m, ok := firstMeant(only(all, config.Platform), written); ok && m.complete(all) == nil {
		return m, nil
	}
	for _, m := range methods {
		if m.fallback != nil && m.fallback(config) {
			return m, config.mayFallBack(m)
		}
	}
	return method{}, noMethod(all)
}

// firstMeant gives the first method that the settings mean.
func firstMeant(set, written map[string]bool) (method, bool) {
	for _, m := range methods {
		// Nor may a token that is exported overrule an application that is written down.
		if m.meant(set) && (m.name != "access_token" || !written["client_id"] || written["access_token"]) {
			return m, true
		}
	}
	return method{}, false
}

// forced gives the method that the configuration names.
func forced(config Config) (method, error) {
	i := slices.IndexFunc(methods, func(m method) bool { return strings.EqualFold(m.name, config.Method) })
	if i < 0 {
		return method{}, &SettingError{
			Setting: "auth_method", Problem: fmt.Sprintf("There is no method %q.", config.Method),
			Todo: "name one of: " + strings.Join(Methods(), ", ") + ".",
		}
	}
	m := methods[i]
	for name, flag := range map[string]*bool{"use_oidc": config.UseOIDC, "use_msi": config.UseMSI, "use_cli": config.UseCLI} {
		if !slices.Contains(m.trigger, name) {
			continue
		}
		if flag != nil && !*flag {
			return method{}, &SettingError{
				Setting: name, Problem: fmt.Sprintf("auth_method is %q, but %s is false.", m.name, name),
				Todo: "leave " + name + " out, or choose another auth_method.",
			}
		}
		return m, m.complete(config.settings()) // To name it is as good as to set its flag.
	}
	if len(m.trigger) > 0 && !m.meant(config.settings()) {
		return method{}, &SettingError{Setting: m.trigger[0], Problem: fmt.Sprintf("auth_method is %q, which needs %s.", m.name, strings.Join(m.trigger, " or "))}
	}
	return m, m.complete(config.settings())
}

// settings says which of the settings that the methods look at are set.
func (c Config) settings() map[string]bool {
	mayOIDC := c.UseOIDC == nil || *c.UseOIDC
	return map[string]bool{
		"tenant_id":                          c.TenantID != "",
		"client_id":                          c.ClientID != "",
		"access_token":                       c.AccessToken != "",
		"client_certificate":                 c.Certificate != "",
		"client_certificate_path":            c.CertificateFile != "",
		"client_secret":                      c.ClientSecret != "",
		"client_secret_file_path":            c.ClientSecretFile != "",
		"use_oidc":                           c.UseOIDC != nil && *c.UseOIDC,
		"oidc_token":                         c.OIDCToken != "" && mayOIDC,
		"oidc_token_file_path":               c.OIDCTokenFile != "" && mayOIDC,
		"oidc_request_url":                   c.OIDCRequestURL != "" && mayOIDC,
		"ado_pipeline_service_connection_id": c.ServiceConnectionID != "" && mayOIDC,
		"use_msi":                            c.UseMSI != nil && *c.UseMSI,
		"use_cli":                            c.UseCLI != nil && *c.UseCLI,
	}
}

// only keeps some of the settings.
func only(all map[string]bool, names []string) map[string]bool {
	kept := map[string]bool{}
	for _, name := range names {
		kept[name] = all[name]
	}
	return kept
}

// firstOf gives the first of these settings that stands in the configuration, else the first that is set at all.
func (c Config) firstOf(names ...string) string {
	all := c.settings()
	for _, set := range []map[string]bool{only(all, c.Written), all} {
		for _, name := range names {
			if set[name] {
				return name
			}
		}
	}
	return ""
}

func (m method) meant(set map[string]bool) bool {
	return slices.ContainsFunc(m.trigger, func(name string) bool { return set[name] })
}

// complete reports the first setting that the method lacks.
func (m method) complete(set map[string]bool) error {
	for _, name := range m.needs {
		if !set[name] {
			return &SettingError{Setting: name, Problem: fmt.Sprintf("Signing in by %s needs %s, which is not set.", m.name, name)}
		}
	}
	return nil
}

// mayFallBack keeps a pipeline whose secret came out empty from going on as whoever is signed in on the machine.
func (c Config) mayFallBack(m method) error {
	if m.name != "azure_cli" || c.ClientID == "" {
		return nil
	}
	problem := "client_id names an application to sign in as, but there is no credential for it."
	if c.AccessToken != "" {
		problem += " The access token of the environment is not used, because client_id is written down."
	}
	if c.UseOIDC != nil && !*c.UseOIDC && (c.OIDCToken != "" || c.OIDCTokenFile != "" || c.OIDCRequestURL != "") {
		problem += " A federated token is there, but use_oidc is false."
	}
	return &SettingError{
		Setting: "client_secret", Problem: problem,
		Todo: "set client_secret, client_certificate_path, use_oidc or use_msi; or sign a person in to this application with the login command. " +
			"To use the Azure CLI or an access token all the same, leave client_id out or set auth_method.",
	}
}

// noMethod tells of each method what it lacks of its settings.
func noMethod(set map[string]bool) error {
	e := &NoMethodError{}
	for _, m := range methods {
		lacking := Lacking{Method: m.name, OneOf: m.trigger}
		for _, name := range m.needs {
			if !set[name] {
				lacking.All = append(lacking.All, name)
			}
		}
		e.Methods = append(e.Methods, lacking)
	}
	return e
}
