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

// signJWT writes a token as a client does, for any algorithm that suits the key.
func signJWT(t *testing.T, key crypto.Signer, header jwtHeader, claims any) string {
	t.Helper()
	token := &jwt{header: header, signed: encodeJSONPart(header) + "." + encodeJSONPart(claims)}
	var signature []byte
	var err error
	switch key := key.(type) {
	case *rsa.PrivateKey:
		var opts crypto.SignerOpts = crypto.SHA256
		if header.Algorithm == "PS256" {
			opts = &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash, Hash: crypto.SHA256}
		}
		signature, err = key.Sign(rand.Reader, token.digest(crypto.SHA256), opts)
	case *ecdsa.PrivateKey:
		r, s, errSign := ecdsa.Sign(rand.Reader, key, token.digest(curveAlgorithms[header.Algorithm].hash))
		size := (key.Curve.Params().BitSize + 7) / 8
		signature, err = slices.Concat(r.FillBytes(make([]byte, size)), s.FillBytes(make([]byte, size))), errSign
	}
	if err != nil {
		t.Fatal(err)
	}
	return token.signed + "." + encodePart(signature)
}

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
		compact := signJWT(t, test.key, jwtHeader{Algorithm: test.algorithm}, jwtClaims{Subject: "me", Audience: jwtAudience{"you"}})
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
