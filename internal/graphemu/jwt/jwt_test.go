package jwt

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
	rsaKey, p256, p384, p521 := newRSAKey(t), newCurveKey(t, elliptic.P256()), newCurveKey(t, elliptic.P384()),
		newCurveKey(t, elliptic.P521())
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
		compact, err := Sign(test.key, Header{Algorithm: test.algorithm}, Claims{Subject: "me", Audience: Audience{"you"}})
		if err != nil {
			t.Fatal(err)
		}
		token, err := Parse(compact)
		if err != nil || token.Claims.Subject != "me" || !slices.Equal(token.Claims.Audience, []string{"you"}) {
			t.Fatalf("%s: got %+v, %v, want subject me and audience you", test.algorithm, token, err)
		}
		if err := token.Verify(test.key.Public()); err != nil {
			t.Errorf("%s: got %v, want no error", test.algorithm, err)
		}
		if err := token.Verify(test.other.Public()); !errors.Is(err, ErrSignature) {
			t.Errorf("%s with another key: got %v, want %v", test.algorithm, err, ErrSignature)
		}
		if err := token.Verify(test.misfit.Public()); !errors.Is(err, ErrAlgorithm) {
			t.Errorf("%s with a key of another kind: got %v, want %v", test.algorithm, err, ErrAlgorithm)
		}
		token.signature = append(token.signature, 0)
		if err := token.Verify(test.key.Public()); !errors.Is(err, ErrSignature) {
			t.Errorf("%s with a long signature: got %v, want %v", test.algorithm, err, ErrSignature)
		}
	}
}

func TestParseJWT(t *testing.T) {
	t.Parallel()
	object := Encode([]byte(`{}`))
	tests := []struct {
		compact string
		want    error
	}{
		{object + "." + object + ".", nil},
		{"", ErrForm},
		{object + "." + object, ErrForm},
		{object + "." + object + ".!", ErrForm},
		{object + "." + object + ".AA==", ErrForm},
		{object + "." + object + ".AB", ErrForm}, // Bits that belong to no byte.
		{strings.Repeat(Encode([]byte(`[]`))+".", 2), ErrJSON},
		{object + "." + Encode([]byte(`{"exp":"soon"}`)) + ".", ErrJSON},
		{object + "." + Encode([]byte(`{"aud":["a","b"],"exp":1.5}`)) + ".", nil},
		{Encode([]byte(`{"crit":["b64"]}`)) + "." + object + ".", ErrCritical},
	}
	for _, test := range tests {
		if _, err := Parse(test.compact); !errors.Is(err, test.want) {
			t.Errorf("%q: %v, want %v", test.compact, err, test.want)
		}
	}
	// No key takes a token that names no algorithm.
	unsigned, err := Parse(Encode([]byte(`{"alg":"none"}`)) + "." + object + ".")
	if err != nil || !errors.Is(unsigned.Verify(newCurveKey(t, elliptic.P256()).Public()), ErrAlgorithm) {
		t.Errorf("none: got %v, want %v", err, ErrAlgorithm)
	}
}
