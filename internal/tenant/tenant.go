// Package tenant sets up a tenant for tests: an emulator over TLS with its own authority, and what people and
// applications need to sign in to it.
package tenant

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// A Tenant is an emulator with the credentials of its people and applications.
type Tenant struct {
	*graphemu.TestServer
	Plain    *graphemu.TestServer // the same emulator without TLS, like the identity endpoints of machines
	Dir      string               // for the files of the test
	CAFile   string               // the certificate authority of the emulator, in PEM
	RSA      KeyPair              // of the registered application
	Password string               // of the files with certificates
}

// New starts an emulator and registers the certificates of its application.
func New(t *testing.T, opts graphemu.Options) *Tenant {
	t.Helper()
	tn := &Tenant{Dir: t.TempDir(), Password: "planted certificate password"}
	tn.RSA = NewKeyPair(t, true, time.Now().Add(time.Hour))
	opts.SignIn.Certificates = append(opts.SignIn.Certificates, tn.RSA.Certificate)
	if opts.SignIn.DeviceInterval == 0 {
		opts.SignIn.DeviceInterval = time.Second
	}
	tn.TestServer = graphemu.NewTLSServer(t, opts)
	plain, err := tn.Listen("127.0.0.1:0", false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(plain.Close)
	tn.Plain = plain
	tn.CAFile = tn.File(t, "ca.pem", tn.CACertificatePEM())
	return tn
}

// File writes a file of the test and returns its path.
func (tn *Tenant) File(t *testing.T, name string, content []byte) string {
	t.Helper()
	file := filepath.Join(tn.Dir, name)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// Environment returns variables that lead the provider's commands to the tenant, and their sessions to a folder.
func (tn *Tenant) Environment(sessions string) []string {
	return append(tn.Addresses(), "GRAPH_CA_CERTIFICATE_FILE="+tn.CAFile,
		"XDG_CONFIG_HOME="+sessions, "LocalAppData="+sessions, "HOME="+sessions)
}

// AtHome sets the variables of [Tenant.Environment] for the test, with sessions in a folder of the test.
func (tn *Tenant) AtHome(t *testing.T) {
	t.Helper()
	for _, variable := range tn.Environment(filepath.Join(tn.Dir, "home")) {
		if name, value, _ := strings.Cut(variable, "="); name != "HOME" || runtime.GOOS == "darwin" {
			t.Setenv(name, value)
		}
	}
}

// AnswerDevices calls answer with each code of a device sign-in until the test ends.
func (tn *Tenant) AnswerDevices(t *testing.T, answer func(code string) error) {
	t.Helper()
	go func() {
		for t.Context().Err() == nil {
			for _, code := range tn.PendingDevices() {
				_ = answer(code) // Fails if another goroutine was faster.
			}
			<-time.After(5 * time.Millisecond)
		}
	}()
}

// ApproveDevices has Adele approve each device sign-in until the test ends.
func (tn *Tenant) ApproveDevices(t *testing.T) {
	t.Helper()
	tn.AnswerDevices(t, func(code string) error { return tn.ApproveDevice(code, graphemu.PersonUPN) })
}

// AzureCLI writes a stand-in for az that runs a shell script, and returns a PATH that begins with it. It skips the test
// on Windows, which does not run shell scripts.
func (tn *Tenant) AzureCLI(t *testing.T, script string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in for az is a shell script")
	}
	dir := filepath.Join(tn.Dir, "az")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	content := []byte("#!/bin/sh\n" + script + "\n")
	if err := os.WriteFile(filepath.Join(dir, "az"), content, 0o700); err != nil { //nolint:gosec // It has to run.
		t.Fatal(err)
	}
	return dir + string(os.PathListSeparator) + os.Getenv("PATH")
}

// AzureToken returns a script for [Tenant.AzureCLI] that prints a token as az does.
func AzureToken(token string) string {
	return fmt.Sprintf(`echo '{"accessToken":"%s","expires_on":%d,"expiresOn":"2100-01-01 00:00:00.000000",`+
		`"tenant":"t","tokenType":"Bearer"}'`, token, time.Now().Add(time.Hour).Unix())
}

// Main runs the tests of a package without the developer's own tenant, sessions and CLI settings. It is called by
// TestMain.
func Main(m *testing.M) int {
	home, err := os.MkdirTemp("", "terraform-provider-graph-home-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(home)
	// Where each system keeps the configuration of a user.
	for _, name := range []string{"XDG_CONFIG_HOME", "AppData", "LocalAppData"} {
		os.Setenv(name, home)
	}
	if runtime.GOOS == "darwin" {
		os.Setenv("HOME", home)
	}
	kept := graphemu.Isolated(os.Environ())
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); !slices.Contains(kept, pair) {
			os.Unsetenv(name)
		}
	}
	return m.Run()
}
