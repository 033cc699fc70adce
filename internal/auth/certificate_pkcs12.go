package auth

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"strings"

	"software.sslmate.com/src/go-pkcs12"
)

// A pkcs12Error reports PKCS#12 that cannot be read, although it may be valid.
type pkcs12Error string

func (e pkcs12Error) Error() string { return string(e) }

const (
	errIndefinite = pkcs12Error("it is PKCS#12 with indefinite lengths (BER), and only DER is supported")
	errNoMAC      = pkcs12Error("it is PKCS#12 without an integrity check (MAC), which must not be encrypted")
	errDamaged    = pkcs12Error("it is PKCS#12 that is damaged, or of a kind that is not supported")
)

// beginPKCS12 is how the content of PKCS#12 begins: the version, which is 3, and a sequence.
var beginPKCS12 = []byte{asn1.TagInteger, 1, 3, tagSequence}

// tagSequence is the first byte of a sequence in DER and BER.
const tagSequence = asn1.TagSequence | 1<<5

// parsePKCS12 returns the certificates and the one private key of PKCS#12.
func parsePKCS12(content []byte, password string) ([]*x509.Certificate, crypto.PrivateKey, error) {
	if _, err := x509.ParseCertificate(content); err == nil {
		return nil, nil, errNoKey
	}
	if !bytes.Contains(content[:min(len(content), 10)], beginPKCS12) {
		return nil, nil, errUnknownForm
	}
	if bytes.HasPrefix(content, []byte{tagSequence, 0x80}) {
		return nil, nil, errIndefinite
	}
	var outer struct {
		Version int
		Content asn1.RawValue
		MAC     asn1.RawValue `asn1:"optional"`
	}
	if _, err := asn1.Unmarshal(content, &outer); err != nil {
		return nil, nil, errDamaged
	}
	if len(outer.MAC.FullBytes) == 0 {
		// The library opens it without a password only, and so only if it is not encrypted.
		chain, key, err := decodePKCS12(content, "")
		if errors.Is(err, errWrongPassword) || errors.Is(err, errDamaged) {
			err = errNoMAC
		}
		return chain, key, err
	}
	if strings.ContainsFunc(password, func(r rune) bool { return r > 0xFFFF }) {
		return nil, nil, errPasswordRune // The format has two bytes for each character.
	}
	return decodePKCS12(content, password)
}

// decodePKCS12 is [pkcs12.DecodeChain] with errors of this package. The errors of the library describe structures of
// ASN.1.
func decodePKCS12(content []byte, password string) ([]*x509.Certificate, crypto.PrivateKey, error) {
	key, leaf, chain, err := pkcs12.DecodeChain(content, password)
	if err == nil {
		return append([]*x509.Certificate{leaf}, chain...), key, nil
	}
	if errors.Is(err, pkcs12.ErrIncorrectPassword) || errors.Is(err, pkcs12.ErrDecryption) {
		return nil, nil, errWrongPassword
	}
	switch err.Error() { // The library has no other way to tell them apart.
	case "pkcs12: certificate missing":
		return nil, nil, errNoCertificate
	case "pkcs12: private key missing":
		return nil, nil, errNoKey
	case "pkcs12: expected exactly one key bag":
		return nil, nil, errManyKeys
	}
	if unsupported, ok := errors.AsType[pkcs12.NotImplementedError](err); ok {
		return nil, nil, pkcs12Error("it is PKCS#12 of a kind that is not supported (" + string(unsupported) + ")")
	}
	return nil, nil, errDamaged
}
