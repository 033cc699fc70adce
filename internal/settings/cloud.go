package settings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// prefersCloud reports whether the authority is that of environment, although authority_host is set too: AKS sets
// AZURE_AUTHORITY_HOST in every pod, and a cloud that was chosen has an authority of its own.
func (s *Settings) prefersCloud(cloud auth.Cloud) bool {
	if s.values.Text(auth.CloudName) == "" || s.values.Written(auth.AuthorityHost) {
		return false
	}
	if s.values.Written(auth.CloudName) && s.values.Text(graphEndpoint) == "" {
		return true
	}
	of := cloudsWith(s.values.Text(auth.AuthorityHost), authorityOf)
	return len(of) > 0 && !slices.Contains(of, cloud.Name)
}

func authorityOf(c auth.Cloud) string { return c.Authority }

func graphOf(c auth.Cloud) string { return c.Graph }

// cloudsWith returns the names of the clouds that have an address.
func cloudsWith(address string, of func(auth.Cloud) string) []string {
	var names []string
	for _, cloud := range auth.Clouds {
		if strings.EqualFold(of(cloud), strings.TrimRight(address, "/")) {
			names = append(names, cloud.Name)
		}
	}
	return names
}

// A part is a setting that may name a cloud, and the clouds that it names.
type part struct {
	setting auth.Setting
	clouds  []string
}

// checkCloud returns an error that names two settings if they are of different clouds: a secret or a token would be
// sent to the operator of another cloud. Addresses that are of no cloud, such as those of gateways, match any.
func (s *Settings) checkCloud(cloud auth.Cloud) error {
	parts := []part{
		{graphEndpoint, cloudsWith(s.Root, graphOf)},
		{auth.AuthorityHost, cloudsWith(s.Authority, authorityOf)},
		{scope, cloudsWith(strings.TrimSuffix(s.Scope, "/.default"), graphOf)},
	}
	if s.values.Text(auth.CloudName) != "" {
		parts = slices.Insert(parts, 0, part{auth.CloudName, []string{cloud.Name}})
	}
	parts = slices.DeleteFunc(parts, func(p part) bool { return len(p.clouds) == 0 })
	for i, p := range parts {
		for _, other := range parts[:i] {
			if !slices.ContainsFunc(p.clouds, func(name string) bool { return slices.Contains(other.clouds, name) }) {
				return s.differentClouds(other, p)
			}
		}
	}
	return nil
}

func (s *Settings) differentClouds(a, b part) error {
	at := b.setting
	if s.values.Text(at) == "" {
		at = a.setting
	}
	return s.errorOfTwo(at, "Provider settings are of different clouds",
		fmt.Sprintf("%s is that of %s, but %s is that of %s.", s.described(a.setting), strings.Join(a.clouds, " or "),
			s.described(b.setting), strings.Join(b.clouds, " or ")),
		"set environment to the cloud of the tenant, and leave graph_endpoint, authority_host and scope out unless there "+
			"is a gateway.")
}
