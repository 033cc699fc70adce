// Package jwt signs and verifies JSON web tokens (RFC 7519), as far as Entra ID takes them from its clients.
package jwt

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	_ "crypto/sha512" // For ES384 and ES512.
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"slices"
	"strings"
	"time"
)

// Token is a signed token in its compact form (RFC 7515), taken apart and not yet verified.
type Token struct {
	Header    Header
	Claims    Claims
	signed    string // What the signature covers.
	signature []byte
}

// Header is the header of a token (RFC 7515, 4.1).
type Header struct {
	Algorithm string   `json:"alg"`
	Type      string   `json:"typ,omitempty"`
	KeyID     string   `json:"kid,omitempty"`
	SHA256    string   `json:"x5t#S256,omitempty"`
	SHA1      string   `json:"x5t,omitempty"`
	Chain     []string `json:"x5c,omitempty"`
	Critical  []string `json:"crit,omitempty"`
}

// Claims are the registered ones (RFC 7519, 4.1). A time that is not there is nil.
type Claims struct {
	Issuer    string       `json:"iss"`
	Subject   string       `json:"sub"`
	Audience  Audience     `json:"aud"`
	ID        string       `json:"jti"`
	IssuedAt  *NumericDate `json:"iat"`
	NotBefore *NumericDate `json:"nbf"`
	Expires   *NumericDate `json:"exp"`
}

// NumericDate counts seconds since 1970, possibly with a fraction.
type NumericDate float64

// NewNumericDate returns t in whole seconds.
func NewNumericDate(t time.Time) *NumericDate { return new(NumericDate(t.Unix())) }

// Time returns the time that d counts to.
func (d NumericDate) Time() time.Time { return time.UnixMilli(int64(d * 1000)) }

// Audience is one name, or a list of them.
type Audience []string

// UnmarshalJSON reads both forms.
func (a *Audience) UnmarshalJSON(b []byte) error {
	if one := ""; json.Unmarshal(b, &one) == nil {
		*a = Audience{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(a))
}

// MarshalJSON writes a single name as such, as all issuers do.
func (a Audience) MarshalJSON() ([]byte, error) {
	if len(a) == 1 {
		return json.Marshal(a[0])
	}
	return json.Marshal([]string(a))
}

// What is wrong with a token.
var (
	ErrForm      = errors.New("the token is not three parts in base64url")
	ErrJSON      = errors.New("header or claims are not the JSON of a token")
	ErrCritical  = errors.New("the header names an extension that must be understood")
	ErrAlgorithm = errors.New("the algorithm is not supported, or is not one of the key")
	ErrSignature = errors.New("the signature is not of this key")
)

// Parse takes a token apart.
func Parse(compact string) (*Token, error) {
	parts := strings.Split(compact, ".")
	if len(parts) != 3 {
		return nil, ErrForm
	}
	var decoded [3][]byte
	for i, part := range parts {
		var err error
		if decoded[i], err = base64.RawURLEncoding.Strict().DecodeString(part); err != nil {
			return nil, ErrForm
		}
	}
	t := &Token{signed: parts[0] + "." + parts[1], signature: decoded[2]}
	if json.Unmarshal(decoded[0], &t.Header) != nil || json.Unmarshal(decoded[1], &t.Claims) != nil {
		return nil, ErrJSON
	}
	if len(t.Header.Critical) > 0 {
		return nil, ErrCritical
	}
	return t, nil
}

// Verify checks the signature. Only the algorithms that suit the kind of key are tried, so that a token cannot choose
// how it is looked at.
func (t *Token) Verify(key crypto.PublicKey) error {
	switch key := key.(type) {
	case *rsa.PublicKey:
		return t.verifyRSA(key)
	case *ecdsa.PublicKey:
		return t.verifyECDSA(key)
	default:
		return ErrAlgorithm
	}
}

func (t *Token) verifyRSA(key *rsa.PublicKey) error {
	var err error
	switch digest := t.digest(crypto.SHA256); t.Header.Algorithm {
	case "RS256":
		err = rsa.VerifyPKCS1v15(key, crypto.SHA256, digest, t.signature)
	case "PS256":
		err = rsa.VerifyPSS(key, crypto.SHA256, digest, t.signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	default:
		return ErrAlgorithm
	}
	if err != nil {
		return ErrSignature
	}
	return nil
}

// curveAlgorithm returns what an algorithm of elliptic curves stands for: one curve and one hash (RFC 7518, 3.4). The
// curve is nil if there is no such algorithm.
func curveAlgorithm(name string) (elliptic.Curve, crypto.Hash) {
	switch name {
	case "ES256":
		return elliptic.P256(), crypto.SHA256
	case "ES384":
		return elliptic.P384(), crypto.SHA384
	case "ES512":
		return elliptic.P521(), crypto.SHA512
	default:
		return nil, 0
	}
}

func (t *Token) verifyECDSA(key *ecdsa.PublicKey) error {
	curve, hash := curveAlgorithm(t.Header.Algorithm)
	if curve == nil || curve != key.Curve {
		return ErrAlgorithm
	}
	// The signature is both numbers in full length, and not the ASN.1 of certificates.
	size := (key.Curve.Params().BitSize + 7) / 8
	if len(t.signature) != 2*size {
		return ErrSignature
	}
	r, s := new(big.Int).SetBytes(t.signature[:size]), new(big.Int).SetBytes(t.signature[size:])
	if !ecdsa.Verify(key, t.digest(hash), r, s) {
		return ErrSignature
	}
	return nil
}

func (t *Token) digest(hash crypto.Hash) []byte {
	h := hash.New()
	h.Write([]byte(t.signed))
	return h.Sum(nil)
}

// Sign returns a token of claims, signed by the algorithm that the header names, which must suit the key.
func Sign(key crypto.Signer, header Header, claims any) (string, error) {
	t := &Token{Header: header, signed: EncodeJSON(header) + "." + EncodeJSON(claims)}
	signature, err := t.sign(key)
	return t.signed + "." + Encode(signature), err
}

func (t *Token) sign(key crypto.Signer) ([]byte, error) {
	switch key := key.(type) {
	case *rsa.PrivateKey:
		var opts crypto.SignerOpts = crypto.SHA256
		if t.Header.Algorithm == "PS256" {
			opts = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256}
		}
		return key.Sign(rand.Reader, t.digest(crypto.SHA256), opts)
	case *ecdsa.PrivateKey:
		_, hash := curveAlgorithm(t.Header.Algorithm)
		r, s, err := ecdsa.Sign(rand.Reader, key, t.digest(hash))
		if err != nil {
			return nil, err
		}
		size := (key.Curve.Params().BitSize + 7) / 8
		return slices.Concat(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))), nil
	default:
		return nil, ErrAlgorithm
	}
}

// Encode returns a part of a token, in base64url.
func Encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// EncodeJSON returns v as a part of a token.
func EncodeJSON(v any) string {
	document, err := json.Marshal(v)
	if err != nil {
		panic(err) // Only what this package made comes here.
	}
	return Encode(document)
}
