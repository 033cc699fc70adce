package auth

import (
	"cmp"
	"encoding/base64"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Claims are what an access token states about itself. Microsoft may change or encrypt the tokens of Graph at any time,
// so only texts for people may depend on them.
type Claims struct {
	TenantID string
	ClientID string    // of the application that the token was issued to
	ObjectID string    // of the person, or of the service principal
	Username string    // of a person; empty for an application
	Expiry   time.Time // zero if the token does not state it, or states one that RFC 3339 cannot write
	Scopes   []string  // delegated permissions; nil for an application
	Roles    []string  // application permissions; nil for a person, and for an application without any
}

// ReadClaims reads a token that is a JWT, without checking its signature. A token that cannot be read has no claims.
func ReadClaims(token string) Claims {
	var payload struct {
		TenantID string   `json:"tid"`
		ObjectID string   `json:"oid"`
		ClientID string   `json:"appid"`
		Party    string   `json:"azp"` // the client id in tokens of version 2.0
		UPN      string   `json:"upn"`
		Username string   `json:"preferred_username"`
		Expiry   float64  `json:"exp"`
		Scopes   string   `json:"scp"`
		Roles    []string `json:"roles"`
	}
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return Claims{}
	}
	document, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	// Unlike encoding/json, it does not take a claim for another one that differs in case.
	lenient := []json.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}
	if err != nil || json.Unmarshal(document, &payload, lenient...) != nil {
		return Claims{}
	}
	claims := Claims{
		TenantID: payload.TenantID, ClientID: cmp.Or(payload.ClientID, payload.Party), ObjectID: payload.ObjectID,
		Username: cmp.Or(payload.Username, payload.UPN), Roles: payload.Roles,
	}
	if payload.Scopes != "" {
		claims.Scopes = strings.Fields(payload.Scopes)
	}
	const lastDay = 253_402_214_400 // of the year 9999
	if payload.Expiry > 0 && payload.Expiry < lastDay {
		claims.Expiry = time.Unix(int64(payload.Expiry), 0)
	}
	return claims
}
