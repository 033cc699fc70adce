package graphemu

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"slices"
	"strings"
	"testing"
)

func newRSAKey(t *testing.T) *rsa.PrivateKey {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newCurveKey(t *testing.T, curve elliptic.Curve) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(curve, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestVerify(t *testing.T) {
	t.Parallel()
	rsaKey, p256, p384, p521 := newRSAKey(t), newCurveKey(t, elliptic.P256()), newCurveKey(t, elliptic.P384()), newCurveKey(t, elliptic.P521())
	tests := []struct {
		algorithm string
		key       crypto.Signer
		other     crypto.Signer // Of the same kind.
		misfit    crypto.Signer // Of another.
	}{
		{"RS256", rsaKey, newRSAKey(t), p256},
		{"PS256", rsaKey, newRSAKey(t), p256},
		{"ES256", p256, newCurveKey(t, elliptic.P256()), p384},
		{"ES384", p384, newCurveKey(t, elliptic.P384()), rsaKey},
		{"ES512", p521, newCurveKey(t, elliptic.P521()), p256},
	}
	for _, test := range tests {
		compact, err := signJWT(test.key, jwtHeader{Algorithm: test.algorithm}, jwtClaims{Subject: "me", Audience: jwtAudience{"you"}})
		if err != nil {
			t.Fatal(err)
		}
		token, err := parseJWT(compact)
		if err != nil || token.claims.Subject != "me" || !slices.Equal(token.claims.Audience, []string{"you"}) {
			t.Fatalf("%s: %+v, %v", test.algorithm, token, err)
		}
		if err := token.verify(test.key.Public()); err != nil {
			t.Errorf("%s: %v", test.algorithm, err)
		}
		if err := token.verify(test.other.Public()); !errors.Is(err, errJWTSignature) {
			t.Errorf("%s with another key: %v", test.algorithm, err)
		}
		if err := token.verify(test.misfit.Public()); !errors.Is(err, errJWTAlgorithm) {
			t.Errorf("%s with a key of another kind: %v", test.algorithm, err)
		}
		token.signature = append(token.signature, 0)
		if err := token.verify(test.key.Public()); !errors.Is(err, errJWTSignature) {
			t.Errorf("%s with a long signature: %v", test.algorithm, err)
		}
	}
}

func TestParseJWT(t *testing.T) {
	t.Parallel()
	object := encodePart([]byte(`{}`))
	tests := []struct {
		compact string
		want    error
	}{
		{object + "." + object + ".", nil},
		{"", errJWTForm},
		{object + "." + object, errJWTForm},
		{object + "." + object + ".!", errJWTForm},
		{object + "." + object + ".AA==", errJWTForm},
		{object + "." + object + ".AB", errJWTForm}, // Bits that belong to no byte.
		{strings.Repeat(encodePart([]byte(`[]`))+".", 2), errJWTJSON},
		{object + "." + encodePart([]byte(`{"exp":"soon"}`)) + ".", errJWTJSON},
		{object + "." + encodePart([]byte(`{"aud":["a","b"],"exp":1.5}`)) + ".", nil},
		{encodePart([]byte(`{"crit":["b64"]}`)) + "." + object + ".", errJWTCritical},
	}
	for _, test := range tests {
		if _, err := parseJWT(test.compact); !errors.Is(err, test.want) {
			t.Errorf("%q: %v, want %v", test.compact, err, test.want)
		}
	}
	// No key takes a token that names no algorithm.
	unsigned, err := parseJWT(encodePart([]byte(`{"alg":"none"}`)) + "." + object + ".")
	if err != nil || !errors.Is(unsigned.verify(newCurveKey(t, elliptic.P256()).Public()), errJWTAlgorithm) {
		t.Errorf("none: %v", err)
	}
}
