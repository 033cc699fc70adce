package provider

import (
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
)

// cloud is one national deployment of Microsoft 365: its Graph and the authority that signs people in to it belong
// together, and so does the scope, which is that of the Graph root.
type cloud struct {
	names     []string // the first is the usual one
	graph     string
	authority string
}

// clouds by the names that users of Terraform know from other providers. GCC is part of the public cloud.
var clouds = []cloud{
	{[]string{"public", "global"}, "https://graph.microsoft.com", "https://login.microsoftonline.com"},
	{[]string{"usgovernment", "usgovernmentl4"}, "https://graph.microsoft.us", "https://login.microsoftonline.us"},
	{[]string{"usgovernmentl5", "dod"}, "https://dod-graph.microsoft.us", "https://login.microsoftonline.us"},
	{[]string{"china"}, "https://microsoftgraph.chinacloudapi.cn", "https://login.chinacloudapi.cn"},
}

// findCloud looks a cloud up by any of its names.
func findCloud(name string) (cloud, bool) {
	for _, c := range clouds {
		for _, n := range c.names {
			if strings.EqualFold(n, name) {
				return c, true
			}
		}
	}
	return cloud{}, false
}

// cloudOf finds the cloud of a session. Two clouds share an authority.
func cloudOf(session auth.Session) (cloud, bool) {
	i := slices.IndexFunc(clouds, func(c cloud) bool { return c.authority == session.Authority && c.graph == session.Resource })
	if i < 0 {
		return cloud{}, false
	}
	return clouds[i], true
}

// allCloudNames gives every name that a cloud goes by.
func allCloudNames() []string {
	var names []string
	for _, c := range clouds {
		names = append(names, c.names...)
	}
	return names
}

// cloudNames lists the usual names, for the docs and for errors.
func cloudNames() string {
	var names []string
	for _, c := range clouds {
		names = append(names, "`"+c.names[0]+"`")
	}
	return strings.Join(names, ", ")
}
