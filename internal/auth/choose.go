package auth

import (
	"fmt"
	"slices"
	"strings"
)

// A choice is a method and the setting that selects it, which is empty for a method that needs none.
type choice struct {
	method
	by Setting
}

// choose returns the method to sign in by: the one that auth_method names, else the first that the configuration
// selects, else the first that the environment selects, else the first that a CI platform makes possible, else the
// first that works without any setting.
func choose(config Config) (choice, error) {
	settings := config.Settings
	written, isWritten := settings.selected(Configuration)
	// A method that happens to be exported must not overrule one that is written in the configuration.
	if settings.Text(Method) != "" && (settings.Written(Method) || !isWritten) {
		m, err := forced(settings)
		return choice{m, Method}, err
	}
	if isWritten {
		return written, settings.complete(written.method)
	}
	if m, ok := settings.selected(Environment); ok {
		return m, settings.complete(m.method)
	}
	if m, ok := settings.selected(Platform); ok && settings.complete(m.method) == nil {
		return m, nil
	}
	for _, m := range methods {
		if m.fallback != nil && m.fallback(config) {
			return choice{method: m}, settings.mayFallBack(m)
		}
	}
	return choice{}, noMethod(settings)
}

// selected returns the first method that the settings of an origin select. For the environment, settings that are
// written in the configuration count too.
func (s Settings) selected(origin Origin) (choice, bool) {
	counts := func(name Setting) bool {
		value := s[name]
		return s.configures(name) && (value.Origin == origin || origin == Environment && value.Origin == Configuration)
	}
	for _, m := range methods {
		overruled := m.name == "access_token" && s.overrulesToken() != ""
		if i := slices.IndexFunc(m.triggers, counts); i >= 0 && !overruled {
			return choice{m, m.triggers[i]}, true
		}
	}
	return choice{}, false
}

// overrulesToken returns the setting of the configuration that keeps an exported access token from being used, or "":
// a token that happens to be exported may be that of another application, tenant or cloud than the one that is written.
func (s Settings) overrulesToken() Setting {
	if s.Text(AccessToken) == "" || s.Written(AccessToken) {
		return ""
	}
	for _, name := range []Setting{ClientID, TenantID, CloudName} {
		if s.Written(name) {
			return name
		}
	}
	return ""
}

// unusedToken returns a sentence about an exported access token that is not used, or "".
func (s Settings) unusedToken() string {
	name := s.overrulesToken()
	if name == "" {
		return ""
	}
	return fmt.Sprintf(" The access token of the environment is not used, because %s is set in the configuration.", name)
}

// forced returns the method that auth_method names.
func forced(settings Settings) (method, error) {
	name := settings.Text(Method)
	i := slices.IndexFunc(methods, func(m method) bool { return strings.EqualFold(m.name, name) })
	if i < 0 {
		return method{}, settingError(Method, fmt.Sprintf("There is no method %q.", name),
			"use one of: "+strings.Join(Methods(), ", ")+".")
	}
	m := methods[i]
	for _, flag := range []Setting{UseOIDC, UseMSI, UseCLI} {
		if !slices.Contains(m.triggers, flag) {
			continue
		}
		if settings.forbidden(flag) {
			return method{}, settingError(flag, fmt.Sprintf("auth_method is %q, but %s is false.", m.name, flag),
				fmt.Sprintf("leave %s out, or choose another auth_method.", flag))
		}
		return m, settings.complete(m) // Naming the method is the same as setting its flag.
	}
	if len(m.triggers) > 0 && !slices.ContainsFunc(m.triggers, settings.configures) {
		return method{}, unsetError(m.triggers[0],
			fmt.Sprintf("auth_method is %q, which needs %s.", m.name, joined(m.triggers, " or ")))
	}
	return m, settings.complete(m)
}

func joined(names []Setting, separator string) string {
	texts := make([]string, len(names))
	for i, name := range names {
		texts[i] = string(name)
	}
	return strings.Join(texts, separator)
}

// complete returns an error for the first setting that the method needs and that is not set.
func (s Settings) complete(m method) error {
	for _, name := range m.needs {
		if s.Text(name) == "" {
			return unsetError(name, fmt.Sprintf("Signing in by %s needs %s, which is not set.", m.name, name))
		}
	}
	return nil
}

// mayFallBack returns an error if a method that needs no setting must not be used: a pipeline whose secret came out
// empty must not continue as the person who is signed in to the Azure CLI.
func (s Settings) mayFallBack(m method) error {
	if m.name != "azure_cli" || s.Text(ClientID) == "" {
		return nil
	}
	problem := "client_id is set, but there is no credential to sign in as that application." + s.unusedToken()
	if s.forbidden(UseOIDC) && s.Text(OIDCToken)+s.Text(OIDCTokenFile)+s.Text(OIDCRequestURL) != "" {
		problem += " A federated token is available, but use_oidc is false."
	}
	return settingError(ClientSecret, problem,
		"set client_secret, client_certificate_path, use_oidc or use_msi; or sign in to this application as a person, "+
			"with the login command. To use the Azure CLI or an access token instead, leave client_id out or set "+
			"auth_method.")
}

// noMethod returns an error that lists what each method lacks.
func noMethod(settings Settings) error {
	e := &NoMethodError{Also: settings.unusedToken()}
	for _, m := range methods {
		lacking := Lacking{Method: m.name, OneOf: m.triggers}
		for _, name := range m.needs {
			if settings.Text(name) == "" {
				lacking.All = append(lacking.All, name)
			}
		}
		e.Methods = append(e.Methods, lacking)
	}
	return e
}
