package graph

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
)

// parameter matches a parameter of a challenge. It matches a quoted value to its end, so that nothing in it is taken
// for another parameter.
var parameter = regexp.MustCompile(`([^\s,="]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))`)

// claims returns the JSON of a claims challenge (continuous access evaluation, conditional access), or "" if the
// response holds none. Several challenges may share one header, in any order.
//
// See https://learn.microsoft.com/entra/identity-platform/claims-challenge.
func claims(header http.Header) string {
	for _, value := range header.Values("WWW-Authenticate") {
		insufficient, encoded := false, ""
		for _, match := range parameter.FindAllStringSubmatch(value, -1) {
			text := match[2] + match[3]
			switch strings.ToLower(match[1]) {
			case "error":
				insufficient = insufficient || strings.EqualFold(text, "insufficient_claims")
			case "claims":
				encoded = cmp.Or(encoded, text)
			}
		}
		if insufficient && encoded != "" {
			return decodeClaims(encoded)
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
