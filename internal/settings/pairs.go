package settings

import (
	"fmt"
	"os"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
)

// checkPairs returns an error that names two settings which belong together, if they are from different places: the
// secret of one application would be sent for another one, or the token of a job to an address that is not its own.
func (s *Settings) checkPairs(method string) error {
	switch method {
	case "client_secret":
		return s.checkApplication(auth.ClientSecret, auth.ClientSecretFile)
	case "client_certificate":
		return s.checkApplication(auth.Certificate, auth.CertificateFile)
	case "oidc":
		return s.checkRequest()
	default:
		return nil
	}
}

// checkApplication returns an error if the credential in the environment is that of another application. Variables
// belong together by the word before the first underscore, such as ARM.
func (s *Settings) checkApplication(credentials ...auth.Setting) error {
	if s.values.Written(credentials...) {
		return nil
	}
	client := s.values[auth.ClientID]
	for _, name := range credentials {
		credential := s.values[name]
		if credential.Text == "" {
			continue
		}
		variable := family(credential.Variable) + "_CLIENT_ID"
		itsClient := strings.TrimSpace(os.Getenv(variable))
		switch {
		case itsClient != "" && !strings.EqualFold(itsClient, client.Text):
			return s.pairError(name, fmt.Sprintf("%s belongs to the application of %s, but %s is another one.",
				credential.Variable, variable, s.described(auth.ClientID)))
		case itsClient == "" && client.Variable != "" && family(client.Variable) != family(credential.Variable):
			return s.pairError(name, fmt.Sprintf("%s and %s may be of different applications.",
				s.described(auth.ClientID), s.described(name)))
		}
		return nil
	}
	return nil
}

func (s *Settings) pairError(name auth.Setting, seen string) error {
	return guided(s.errorOfTwo(name, explain.CannotSignIn, seen,
		"set both in the provider block, or both in variables with one prefix, such as ARM_CLIENT_ID and "+
			"ARM_CLIENT_SECRET."))
}

// checkRequest returns an error if the token that authorizes the request for a federated token was set less
// deliberately than the address to which it is sent. A platform sets the two together.
func (s *Settings) checkRequest() error {
	address, token := s.values[auth.OIDCRequestURL], s.values[auth.OIDCRequestToken]
	if address.Text == "" || token.Text == "" {
		return nil
	}
	same := token.Origin != auth.Platform || family(address.Variable) == family(token.Variable)
	if token.Origin >= address.Origin && same {
		return nil
	}
	return guided(s.errorOfTwo(auth.OIDCRequestToken, explain.CannotSignIn,
		fmt.Sprintf("%s does not belong to %s.", s.described(auth.OIDCRequestToken), s.described(auth.OIDCRequestURL)),
		"set both in the same place, or leave oidc_request_url out."))
}

// family returns the part of the name of a variable that names who sets it.
func family(variable string) string {
	first, _, _ := strings.Cut(variable, "_")
	return first
}
