package graph

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
)

var (
	insufficientClaims = regexp.MustCompile(`(?i)\berror="?insufficient_claims\b`)
	claimsParameter    = regexp.MustCompile(`(?i)(?:^|[\s,])claims="([^"]*)"`)
)

// claims returns the JSON of a claims challenge (continuous access evaluation, conditional access), or "" if the
// response holds none. Several challenges may share one header, in any order.
//
// See https://learn.microsoft.com/entra/identity-platform/claims-challenge.
func claims(header http.Header) string {
	for _, value := range header.Values("WWW-Authenticate") {
		if !insufficientClaims.MatchString(value) {
			continue
		}
		if match := claimsParameter.FindStringSubmatch(value); match != nil {
			return decodeClaims(match[1])
		}
	}
	return ""
}

// decodeClaims accepts both alphabets of base64 and missing padding.
func decodeClaims(encoded string) string {
	encoded = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(encoded, "="))
	decoded, err := base64.RawStdEncoding.DecodeString(encoded)
	if err != nil || !json.Valid(decoded) {
		return ""
	}
	return string(decoded)
}
