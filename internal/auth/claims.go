package auth

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"
)

// Claims are what a token says of itself. They are for people to read: Microsoft may change or encrypt the tokens of Graph
// at any time, so nothing but texts may depend on them.
type Claims struct {
	TenantID string
	Username string    // of a person; empty for an application
	Expiry   time.Time // zero if it does not say
	Scopes   []string  // what a person lets the application do; nil without a person
	Roles    []string  // what the application may do by itself; nil if that is nothing
}

// ReadClaims reads a token that is a JWT, without checking its signature. What cannot be read has no claims.
func ReadClaims(token string) Claims {
	var payload struct {
		TenantID string   `json:"tid"`
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
	if err != nil || json.Unmarshal(document, &payload) != nil {
		return Claims{}
	}
	claims := Claims{TenantID: payload.TenantID, Username: payload.Username, Roles: payload.Roles}
	if payload.Scopes != "" {
		claims.Scopes = strings.Fields(payload.Scopes)
	}
	if claims.Username == "" {
		claims.Username = payload.UPN
	}
	if payload.Expiry > 0 {
		claims.Expiry = time.Unix(int64(payload.Expiry), 0)
	}
	return claims
}
