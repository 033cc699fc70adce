package provider_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/youmark/pkcs8"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// tenant is an emulator over TLS with its own authority, and what people and applications need to sign in to it.
type tenant struct {
	*graphemu.TestServer
	plain    *graphemu.TestServer // the same emulator without TLS, as machines have their endpoint for identities
	dir      string
	caFile   string
	rsa, ec  keyPair
	password string // of the files with certificates
}

// keyPair is a certificate with its key.
type keyPair struct {
	key         crypto.Signer
	certificate *x509.Certificate
}

func newTenant(t *testing.T, opts graphemu.Options) *tenant {
	t.Helper()
	tn := &tenant{dir: t.TempDir(), password: "planted certificate password"}
	tn.rsa, tn.ec = newKeyPair(t, true, time.Now().Add(time.Hour)), newKeyPair(t, false, time.Now().Add(time.Hour))
	opts.Certificates = append(opts.Certificates, tn.rsa.certificate, tn.ec.certificate)
	if opts.DeviceInterval == 0 {
		opts.DeviceInterval = time.Second
	}
	tn.TestServer = graphemu.NewTLSServer(t, opts)
	plain, err := tn.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(plain.Close)
	tn.plain = plain
	tn.caFile = tn.file(t, "ca.pem", tn.CACertificatePEM())
	return tn
}

// newKeyPair makes a self-signed certificate.
func newKeyPair(t *testing.T, isRSA bool, end time.Time) keyPair {
	t.Helper()
	var key crypto.Signer
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if isRSA {
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	}
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "terraform"}, NotBefore: end.Add(-48 * time.Hour), NotAfter: end}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return keyPair{key, certificate}
}

// pem gives certificate and key, which the password encrypts.
func (p keyPair) pem(t *testing.T, password string) []byte {
	t.Helper()
	der, err := pkcs8.MarshalPrivateKey(p.key, []byte(password), nil)
	if err != nil {
		t.Fatal(err)
	}
	return append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.certificate.Raw}), pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: der})...)
}

func (p keyPair) pfx(t *testing.T, password string) []byte {
	t.Helper()
	content, err := pkcs12.Modern.Encode(p.key, p.certificate, nil, password)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func (tn *tenant) file(t *testing.T, name string, content []byte) string {
	t.Helper()
	file := filepath.Join(tn.dir, name)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// block is a provider block with what leads to the tenant, and with further arguments.
func (tn *tenant) block(arguments string) string {
	return required + fmt.Sprintf("provider \"graph\" {\n  graph_endpoint = %[1]q\n  authority_host = %[1]q\n  ca_certificate_file = %[2]q\n%[3]s\n}\n", tn.URL, tn.caFile, arguments)
}

// application is a block of the registered application.
func (tn *tenant) application(arguments string) string {
	return tn.block(fmt.Sprintf("tenant_id = %q\nclient_id = %q\n%s", graphemu.TenantDomain, graphemu.ClientID, arguments))
}

// environment leads commands of the provider to the tenant, and has them keep sessions in a folder of the test.
func (tn *tenant) environment(sessions string) []string {
	return []string{"GRAPH_ENDPOINT=" + tn.URL, "AZURE_AUTHORITY_HOST=" + tn.URL, "GRAPH_CA_CERTIFICATE_FILE=" + tn.caFile, "XDG_CONFIG_HOME=" + sessions, "AppData=" + sessions, "HOME=" + sessions}
}

// command runs a command of the built provider, as a person does.
func (tn *tenant) command(t *testing.T, sessions string, args ...string) (string, error) {
	t.Helper()
	dir, err := builtProvider()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, filepath.Join(dir, "terraform-provider-graph"), args...) //nolint:gosec // It was just built.
	var out bytes.Buffer
	cmd.Env, cmd.Stdout, cmd.Stderr = append(tn.environment(sessions), "PATH="+os.Getenv("PATH")), &out, &out
	err = cmd.Run()
	return out.String(), err
}

// answerDevices has somebody at hand who enters each code at once, or says no, until the test ends.
func (tn *tenant) answerDevices(t *testing.T, answer func(code string) error) {
	t.Helper()
	go func() {
		for t.Context().Err() == nil {
			for _, code := range tn.PendingDevices() {
				_ = answer(code) // Somebody else may have been faster.
			}
			<-time.After(5 * time.Millisecond)
		}
	}()
}

// approveDevices is [tenant.answerDevices] by Adele, who says yes.
func (tn *tenant) approveDevices(t *testing.T) {
	t.Helper()
	tn.answerDevices(t, func(code string) error { return tn.ApproveDevice(code, graphemu.PersonUPN) })
}

// login signs Adele in by device code.
func (tn *tenant) login(t *testing.T, sessions string) {
	t.Helper()
	tn.approveDevices(t)
	if out, err := tn.command(t, sessions, "login", "-tenant", graphemu.TenantDomain, "-client-id", graphemu.ClientID); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

// azureCLI is a stand-in for az that answers with a token, or complains. It gives the folder to put on the PATH.
func (tn *tenant) azureCLI(t *testing.T, script string) string {
	t.Helper()
	dir := filepath.Join(tn.dir, "az")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "az"), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil { //nolint:gosec // It has to run.
		t.Fatal(err)
	}
	return dir + string(os.PathListSeparator) + os.Getenv("PATH")
}

// azToken is what az prints.
func azToken(token string) string {
	return fmt.Sprintf(`echo '{"accessToken":"%s","expires_on":%d,"expiresOn":"2100-01-01 00:00:00.000000","tenant":"t","tokenType":"Bearer"}'`, token, time.Now().Add(time.Hour).Unix())
}

// sent lists every secret that reached the emulator: tokens, secrets, assertions, and what jobs and machines ask with.
func (tn *tenant) sent() []string {
	var secrets []string
	for _, r := range append(append(tn.GraphRequests(), tn.TokenRequests()...), tn.IdentityRequests()...) {
		secrets = append(secrets, strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), r.Header.Get("X-Identity-Header"))
		form, _ := url.ParseQuery(string(r.Body))
		for _, name := range []string{"client_secret", "client_assertion", "refresh_token", "device_code"} {
			secrets = append(secrets, form.Get(name))
		}
	}
	return secrets
}

// leaks names the secrets that a text holds, as they are or as they may be written.
func leaks(text string, secrets []string) []string {
	var found []string
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		for _, form := range []string{secret, url.QueryEscape(secret), base64.StdEncoding.EncodeToString([]byte(secret)), strings.ReplaceAll(fmt.Sprintf("%q", secret), `"`, "")} {
			if strings.Contains(text, form) {
				found = append(found, form[:min(len(form), 12)]+"…")
				break
			}
		}
	}
	return found
}
