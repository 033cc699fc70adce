package graphemu

import (
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
)

// What nearly every test names: the company, the person who signs in where nobody else is named, and the application.
const (
	TenantID     = directory.TenantID
	TenantDomain = directory.TenantDomain
	PersonUPN    = directory.PersonUPN
	PersonID     = directory.PersonID
	ClientID     = entra.ClientID
	ClientSecret = entra.ClientSecret
)

// ReadCompany reads a company that a person wrote, for [Options.Seed].
func ReadCompany(b []byte) ([]byte, error) { return b, nil }
