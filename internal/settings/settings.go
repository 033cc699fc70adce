// Package settings holds the arguments of the provider block: where each comes from, and what they amount to together.
package settings

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/secret"
)

// Settings are the settings in effect.
type Settings struct {
	values    auth.Settings
	Cloud     auth.Cloud
	Root      string            // the URL of Graph before the version; it may be that of a gateway
	Authority string            // where people and applications sign in
	Scope     string            // of the tokens that are requested
	Transport http.RoundTripper // the connections that Graph and the authority share
}

// Load returns the settings of a configuration, completed by the environment. An empty value counts as left out, as if
// a module passes an empty default on. Each error is an [*Error].
func Load(written map[auth.Setting]string) (*Settings, []error) {
	s := &Settings{values: auth.Settings{}}
	for _, setting := range All {
		if value, set := s.find(setting, written[setting.Name]); set {
			s.values[setting.Name] = value
			if setting.Secret {
				secret.Hold(value.Text)
			}
		}
	}
	var errs []error
	for _, setting := range All {
		if err := s.check(setting); err != nil {
			errs = append(errs, err)
		}
	}
	if len(errs) > 0 {
		return nil, errs
	}
	if err := s.readClientID(); err != nil {
		return nil, []error{err}
	}
	if err := s.resolve(); err != nil {
		return nil, []error{err}
	}
	return s, nil
}

// find returns the value of a setting: that of the configuration, else of the environment, else of the platform.
func (s *Settings) find(setting Setting, written string) (auth.Value, bool) {
	if text := setting.trim(written); text != "" {
		return auth.Value{Text: text, Origin: auth.Configuration}, true
	}
	for _, name := range setting.Env {
		if text := setting.trim(os.Getenv(name)); text != "" {
			return auth.Value{Text: text, Origin: auth.Environment, Variable: name}, true
		}
	}
	for _, v := range setting.Platform {
		if text := setting.trim(os.Getenv(v.Name)); text != "" && (v.With == "" || s.values.Text(v.With) != "") {
			return auth.Value{Text: text, Origin: auth.Platform, Variable: v.Name}, true
		}
	}
	return auth.Value{}, false
}

// trim strips surrounding white space unless it is significant, and a byte order mark, which a value has if it was read
// from a file. A blank value counts as unset.
func (s Setting) trim(value string) string {
	value = strings.TrimPrefix(value, "\ufeff")
	if trimmed := strings.TrimSpace(value); !s.Spaced || trimmed == "" {
		return trimmed
	}
	return value
}

// check returns an error for a value that is not of the setting's kind, which no schema checks for the environment.
func (s *Settings) check(setting Setting) error {
	text := s.values.Text(setting.Name)
	if text == "" {
		return nil
	}
	seen := fmt.Sprintf("%s is %q.", setting.Name, text)
	switch setting.Kind {
	case Bool:
		if _, err := strconv.ParseBool(text); err != nil {
			return s.error(setting.Name, "Provider setting is not a boolean", seen, "set it to true or false.")
		}
	case Int:
		if n, err := strconv.Atoi(text); err != nil || n < 1 {
			return s.error(setting.Name, "Provider setting is not a positive number", seen, "set it to 1 or more.")
		}
	case String:
	}
	return nil
}

// resolve determines which Graph is read, and where its people and applications sign in.
func (s *Settings) resolve() error {
	name := s.text(auth.CloudName, auth.Clouds[0].Name)
	cloud, known := auth.FindCloud(name)
	if !known {
		return s.error(auth.CloudName, "Unknown environment", fmt.Sprintf("There is no environment %q.", name),
			"use one of `"+strings.Join(cloudNames(false), "`, `")+"`. GCC tenants are in `public`. For any other cloud set "+
				"graph_endpoint and authority_host.")
	}
	transport, err := newTransport(s.values.Text(caFile))
	if err != nil {
		return s.fileError(caFile, "Certificate authorities cannot be read", err)
	}
	if err := checkProxy(); err != nil {
		return err
	}
	s.Cloud, s.Transport = cloud, transport
	s.Root, s.Authority = s.text(graphEndpoint, cloud.Graph), s.text(auth.AuthorityHost, cloud.Authority)
	if s.prefersCloud(cloud) {
		s.Authority = cloud.Authority
	}
	s.Scope = defaultScope(s.text(scope, resource(s.Root)))
	return s.checkCloud(cloud)
}

// text returns the value of a setting, or another one if it is not set.
func (s *Settings) text(name auth.Setting, otherwise string) string {
	return cmp.Or(s.values.Text(name), otherwise)
}

// resource returns the resource of a Graph: its host, whatever path a gateway adds.
func resource(root string) string {
	u, err := url.Parse(root)
	if err != nil {
		return root
	}
	return u.Scheme + "://" + u.Host
}

// defaultScope returns the scope that requests all permissions that were granted on a resource.
func defaultScope(resource string) string {
	return strings.TrimRight(strings.TrimSuffix(resource, "/.default"), "/") + "/.default"
}
