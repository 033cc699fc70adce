package graphemu

import (
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/seed"
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

// ReadCompany reads a company that a person wrote, for [Options.Seed]. It reads the files that the company names with
// open. Its error joins one for each mistake.
func ReadCompany(file []byte, open func(name string) ([]byte, error)) ([]byte, error) {
	return seed.Read(file, open)
}
