package settings

import (
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/secret"
)

// What is sent to whom is of one cloud, or an error names both settings.
//
//nolint:paralleltest // The cases change the environment.
func TestLoad_cloud(t *testing.T) {
	const public, gov, china = "https://login.microsoftonline.com", "https://login.microsoftonline.us",
		"https://login.chinacloudapi.cn"
	type written = map[auth.Setting]string
	for _, c := range []struct {
		name      string
		written   written
		variables map[string]string
		authority string
		wrong     []string // what the error names
	}{
		{"nothing", nil, nil, public, nil},
		{"AKS", nil, map[string]string{"AZURE_AUTHORITY_HOST": public + "/"}, public + "/", nil},
		{"AKS and a written cloud", written{"environment": "usgovernment"},
			map[string]string{"AZURE_AUTHORITY_HOST": public}, gov, nil},
		{"AKS and a cloud of the environment", nil,
			map[string]string{"AZURE_AUTHORITY_HOST": public + "/", "ARM_ENVIRONMENT": "usgovernment"}, gov, nil},
		{"AKS of the same cloud", nil,
			map[string]string{"AZURE_AUTHORITY_HOST": gov, "ARM_ENVIRONMENT": "dod"}, gov, nil},
		{"own authority and a cloud of the environment", nil,
			map[string]string{"AZURE_AUTHORITY_HOST": "https://login.example", "ARM_ENVIRONMENT": "usgovernment"},
			"https://login.example", nil},
		{"AKS of another cloud", nil, map[string]string{"AZURE_AUTHORITY_HOST": china}, "",
			[]string{"graph_endpoint (the default)", "AZURE_AUTHORITY_HOST", "china"}},
		{"written authority", written{"authority_host": gov}, nil, "",
			[]string{"graph_endpoint (the default)", "authority_host (set in the provider block)", "usgovernment"}},
		{"written authority and another cloud of the environment", written{"authority_host": gov},
			map[string]string{"ARM_ENVIRONMENT": "public"}, "", []string{"ARM_ENVIRONMENT", "authority_host"}},
		{"written Graph", written{"graph_endpoint": "https://GRAPH.microsoft.us/", "access_token": "t"}, nil, "",
			[]string{"graph_endpoint (set in the provider block)", "authority_host (the default)"}},
		{"gateway", written{"graph_endpoint": "https://gateway.example"}, nil, public, nil},
		{"gateway of a cloud", written{"graph_endpoint": "https://gateway.example", "environment": "china"}, nil, china, nil},
		{"scope of another cloud",
			written{"graph_endpoint": "https://gateway.example", "scope": "https://graph.microsoft.us"}, nil, "",
			[]string{"scope (set in the provider block)", "authority_host (the default)"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			unsetAll(t)
			for name, value := range c.variables {
				t.Setenv(name, value)
			}
			s, errs := Load(c.written)
			switch {
			case c.wrong == nil && (len(errs) > 0 || s.Authority != c.authority):
				t.Errorf("settings %+v, errors %v; want the authority %s", s, errs, c.authority)
			case c.wrong != nil && len(errs) != 1:
				t.Fatalf("settings %+v, errors %v; want one", s, errs)
			}
			for _, want := range c.wrong {
				if got := textOf(errs[0]); !strings.Contains(got, want) {
					t.Errorf("error = %s\nwant it to contain %q", got, want)
				}
			}
		})
	}
}

// A proxy variable that a transport would ignore is an error without the value, which holds a password.
//
//nolint:paralleltest // It changes the environment.
func TestLoad_proxy(t *testing.T) {
	unsetAll(t)
	t.Setenv("HTTPS_PROXY", "http://user:hunter2%@proxy.example:8080")
	_, errs := Load(nil)
	if len(errs) != 1 {
		t.Fatalf("errors = %v, want one", errs)
	}
	if text := textOf(errs[0]); !strings.Contains(text, "HTTPS_PROXY") || strings.Contains(text, "hunter2") {
		t.Errorf("error = %s, want it with the variable and without the password", text)
	}
	for _, value := range []string{
		"http://user:correct-horse%25@proxy.example:8080", "user:battery-staple@proxy.example:8080",
	} {
		t.Setenv("HTTPS_PROXY", value)
		if _, errs := Load(nil); len(errs) > 0 {
			t.Errorf("errors = %v, want none", errs)
		}
	}
	if got := secret.Mask("sent correct-horse% and battery-staple"); got != "sent *** and ***" {
		t.Errorf("masked text = %q, want it without the passwords", got)
	}
}
