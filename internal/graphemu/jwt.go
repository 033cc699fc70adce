package graphemu

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

// jwt is a signed token in its compact form (RFC 7515), taken apart and not yet verified.
type jwt struct {
	header    jwtHeader
	claims    jwtClaims
	signed    string // What the signature covers.
	signature []byte
}

type jwtHeader struct {
	Algorithm string   `json:"alg"`
	Type      string   `json:"typ,omitempty"`
	KeyID     string   `json:"kid,omitempty"`
	SHA256    string   `json:"x5t#S256,omitempty"`
	SHA1      string   `json:"x5t,omitempty"`
	Chain     []string `json:"x5c,omitempty"`
	Critical  []string `json:"crit,omitempty"`
}

// jwtClaims are the registered ones (RFC 7519, 4.1). A time that is not there is nil.
type jwtClaims struct {
	Issuer    string       `json:"iss"`
	Subject   string       `json:"sub"`
	Audience  jwtAudience  `json:"aud"`
	ID        string       `json:"jti"`
	IssuedAt  *numericDate `json:"iat"`
	NotBefore *numericDate `json:"nbf"`
	Expires   *numericDate `json:"exp"`
}

// numericDate counts seconds since 1970, possibly with a fraction.
type numericDate float64

func newNumericDate(t time.Time) *numericDate { return new(numericDate(t.Unix())) }

func (d numericDate) time() time.Time { return time.UnixMilli(int64(d * 1000)) }

// jwtAudience is one name, or a list of them.
type jwtAudience []string

// UnmarshalJSON reads both forms.
func (a *jwtAudience) UnmarshalJSON(b []byte) error {
	if one := ""; json.Unmarshal(b, &one) == nil {
		*a = jwtAudience{one}
		return nil
	}
	return json.Unmarshal(b, (*[]string)(a))
}

// MarshalJSON writes a single name as such, as all issuers do.
func (a jwtAudience) MarshalJSON() ([]byte, error) {
	if len(a) == 1 {
		return json.Marshal(a[0])
	}
	return json.Marshal([]string(a))
}

var (
	errJWTForm      = errors.New("the token is not three parts in base64url")
	errJWTJSON      = errors.New("header or claims are not the JSON of a token")
	errJWTCritical  = errors.New("the header names an extension that must be understood")
	errJWTAlgorithm = errors.New("the algorithm is not supported, or is not one of the key")
	errJWTSignature = errors.New("the signature is not of this key")
)

// parseJWT takes a token apart.
func parseJWT(compact string) (*jwt, error) {
	parts := strings.Split(compact, ".")
	if len(parts) != 3 {
		return nil, errJWTForm
	}
	var decoded [3][]byte
	for i, part := range parts {
		var err error
		if decoded[i], err = base64.RawURLEncoding.Strict().DecodeString(part); err != nil {
			return nil, errJWTForm
		}
	}
	t := &jwt{signed: parts[0] + "." + parts[1], signature: decoded[2]}
	if json.Unmarshal(decoded[0], &t.header) != nil || json.Unmarshal(decoded[1], &t.claims) != nil {
		return nil, errJWTJSON
	}
	if len(t.header.Critical) > 0 {
		return nil, errJWTCritical
	}
	return t, nil
}

// verify checks the signature. Only the algorithms that suit the kind of key are tried, so that a token cannot choose
// how it is looked at.
func (t *jwt) verify(key crypto.PublicKey) error {
	switch key := key.(type) {
	case *rsa.PublicKey:
		return t.verifyRSA(key)
	case *ecdsa.PublicKey:
		return t.verifyECDSA(key)
	default:
		return errJWTAlgorithm
	}
}

func (t *jwt) verifyRSA(key *rsa.PublicKey) error {
	var err error
	switch digest := t.digest(crypto.SHA256); t.header.Algorithm {
	case "RS256":
		err = rsa.VerifyPKCS1v15(key, crypto.SHA256, digest, t.signature)
	case "PS256":
		err = rsa.VerifyPSS(key, crypto.SHA256, digest, t.signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	default:
		return errJWTAlgorithm
	}
	if err != nil {
		return errJWTSignature
	}
	return nil
}

// curveAlgorithms are those of elliptic curves; each has one curve and one hash (RFC 7518, 3.4).
var curveAlgorithms = map[string]struct {
	curve elliptic.Curve
	hash  crypto.Hash
}{
	"ES256": {elliptic.P256(), crypto.SHA256},
	"ES384": {elliptic.P384(), crypto.SHA384},
	"ES512": {elliptic.P521(), crypto.SHA512},
}

func (t *jwt) verifyECDSA(key *ecdsa.PublicKey) error {
	algorithm, ok := curveAlgorithms[t.header.Algorithm]
	if !ok || algorithm.curve != key.Curve {
		return errJWTAlgorithm
	}
	// The signature is both numbers in full length, and not the ASN.1 of certificates.
	size := (key.Curve.Params().BitSize + 7) / 8
	if len(t.signature) != 2*size {
		return errJWTSignature
	}
	r, s := new(big.Int).SetBytes(t.signature[:size]), new(big.Int).SetBytes(t.signature[size:])
	if !ecdsa.Verify(key, t.digest(algorithm.hash), r, s) {
		return errJWTSignature
	}
	return nil
}

func (t *jwt) digest(hash crypto.Hash) []byte {
	h := hash.New()
	h.Write([]byte(t.signed))
	return h.Sum(nil)
}

// signJWT returns a token of claims, signed by the algorithm that the header names, which must suit the key.
func signJWT(key crypto.Signer, header jwtHeader, claims any) (string, error) {
	t := &jwt{header: header, signed: encodeJSONPart(header) + "." + encodeJSONPart(claims)}
	signature, err := t.sign(key)
	return t.signed + "." + encodePart(signature), err
}

func (t *jwt) sign(key crypto.Signer) ([]byte, error) {
	switch key := key.(type) {
	case *rsa.PrivateKey:
		var opts crypto.SignerOpts = crypto.SHA256
		if t.header.Algorithm == "PS256" {
			opts = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256}
		}
		return key.Sign(rand.Reader, t.digest(crypto.SHA256), opts)
	case *ecdsa.PrivateKey:
		r, s, err := ecdsa.Sign(rand.Reader, key, t.digest(curveAlgorithms[t.header.Algorithm].hash))
		if err != nil {
			return nil, err
		}
		size := (key.Curve.Params().BitSize + 7) / 8
		return slices.Concat(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))), nil
	default:
		return nil, errJWTAlgorithm
	}
}

// encodePart returns a part of a token, in base64url.
func encodePart(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// encodeJSONPart returns v as a part of a token.
func encodeJSONPart(v any) string {
	document, err := json.Marshal(v)
	if err != nil {
		panic(err) // Only what this package made comes here.
	}
	return encodePart(document)
}
