package auth

import (
	"fmt"
	"slices"
	"strings"
)

// choose finds the method: the one that is forced, else the first that the written settings mean, else the first that
// all settings mean, else the first that works without any.
func choose(config Config) (method, error) {
	if config.Method != "" {
		return forced(config)
	}
	all := config.settings()
	written := config.written(all)
	for _, set := range []map[string]bool{written, all} {
		for _, m := range methods {
			// A token that happens to be exported must not overrule an application that is written down.
			if m.name == "access_token" && written["client_id"] && !written["access_token"] {
				continue
			}
			if m.meant(set) {
				return m, m.complete(config)
			}
		}
	}
	for _, m := range methods {
		if m.fallback != nil && m.fallback(config) {
			return m, m.complete(config)
		}
	}
	return method{}, noMethod(all)
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
		return m, m.complete(config) // To name it is as good as to set its flag.
	}
	if len(m.trigger) > 0 && !m.meant(config.settings()) {
		return method{}, &SettingError{Setting: m.trigger[0], Problem: fmt.Sprintf("auth_method is %q, which needs %s.", m.name, strings.Join(m.trigger, " or "))}
	}
	return m, m.complete(config)
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

func (c Config) written(all map[string]bool) map[string]bool {
	written := map[string]bool{}
	for _, name := range c.Written {
		written[name] = all[name]
	}
	return written
}

// firstOf gives the first of these settings that stands in the configuration, else the first that is set at all.
func (c Config) firstOf(names ...string) string {
	all := c.settings()
	for _, set := range []map[string]bool{c.written(all), all} {
		for _, name := range names {
			if set[name] {
				return name
			}
		}
	}
	return ""
}

func (m method) meant(set map[string]bool) bool {
	isSet := func(name string) bool { return set[name] }
	return slices.ContainsFunc(m.trigger, isSet) ||
		slices.ContainsFunc(m.ambient, isSet) && !slices.ContainsFunc(m.needs, func(name string) bool { return !set[name] })
}

// complete reports the first setting that the method lacks.
func (m method) complete(config Config) error {
	set := config.settings()
	for _, name := range m.needs {
		if !set[name] {
			return &SettingError{Setting: name, Problem: fmt.Sprintf("Signing in by %s needs %s, which is not set.", m.name, name)}
		}
	}
	if m.name == "azure_cli" && config.ClientID != "" && config.Method == "" {
		// A pipeline whose secret came out empty must not go on as whoever is signed in on the machine.
		return &SettingError{
			Setting: "client_secret", Problem: "client_id names an application to sign in as, but there is no credential for it.",
			Todo: "set client_secret, client_certificate_path, use_oidc or use_msi; or sign a person in to this application with the login command. " +
				"To use the Azure CLI all the same, leave client_id out or set auth_method to \"azure_cli\".",
		}
	}
	return nil
}

// noMethod tells of each method what it lacks of its settings.
func noMethod(set map[string]bool) error {
	e := &NoMethodError{}
	for _, m := range methods {
		lacking := Lacking{Method: m.name, OneOf: slices.Concat(m.trigger, m.ambient)}
		for _, name := range m.needs {
			if !set[name] {
				lacking.All = append(lacking.All, name)
			}
		}
		e.Methods = append(e.Methods, lacking)
	}
	return e
}
