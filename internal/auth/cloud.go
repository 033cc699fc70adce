package auth

import (
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// A Cloud is a national deployment of Microsoft 365: a Graph and the authority that signs people and applications in to
// it.
type Cloud struct {
	Name      string
	Aliases   []string
	Graph     string
	Authority string
}

// Clouds holds the clouds under the names that other providers give them. GCC is part of the public cloud.
var Clouds = []Cloud{
	{
		Name: "public", Aliases: []string{"global"},
		Graph: "https://graph.microsoft.com", Authority: "https://login.microsoftonline.com",
	},
	{
		Name: "usgovernment", Aliases: []string{"usgovernmentl4"},
		Graph: "https://graph.microsoft.us", Authority: "https://login.microsoftonline.us",
	},
	{
		Name: "usgovernmentl5", Aliases: []string{"dod"},
		Graph: "https://dod-graph.microsoft.us", Authority: "https://login.microsoftonline.us",
	},
	{
		Name:  "china",
		Graph: "https://microsoftgraph.chinacloudapi.cn", Authority: "https://login.chinacloudapi.cn",
	},
}

// FindCloud returns the cloud with a name or alias, in any case.
func FindCloud(name string) (Cloud, bool) {
	for _, cloud := range Clouds {
		for _, known := range append([]string{cloud.Name}, cloud.Aliases...) {
			if strings.EqualFold(known, name) {
				return cloud, true
			}
		}
	}
	return Cloud{}, false
}

// CloudOf returns the cloud of a session. Two clouds share an authority, so the resource counts too.
func CloudOf(s session.Session) (Cloud, bool) {
	for _, cloud := range Clouds {
		if cloud.Authority == s.Authority && cloud.Graph == s.Resource {
			return cloud, true
		}
	}
	return Cloud{}, false
}
