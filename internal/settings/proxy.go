package settings

import (
	"fmt"
	"os"

	"github.com/graph-data/terraform-provider-graph/internal/endpoint"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/secret"
)

// checkProxy returns an error if HTTPS_PROXY is set to what is not the address of a proxy: requests would be made
// without one, which a network that has proxies does not allow. The error does not repeat the value, which may hold a
// password.
func checkProxy() error {
	for _, name := range []string{"HTTPS_PROXY", "https_proxy"} { // The first that is set counts.
		value := os.Getenv(name)
		if value == "" {
			continue
		}
		proxy, ok := endpoint.ParseProxy(value)
		if !ok {
			return &Error{advice: explain.Advice{
				Summary: "The proxy cannot be used",
				Seen:    fmt.Sprintf("The environment variable %s is set, but not to the address of a proxy.", name),
				Todo: "set it to an address such as http://proxy.example.com:8080 or, with a password, " +
					"http://user:password@proxy.example.com:8080. In the password, write special characters as percent codes, " +
					"such as %25 for a percent sign and %40 for @.",
			}}
		}
		password, _ := proxy.User.Password()
		secret.Hold(password)
		return nil
	}
	return nil
}
