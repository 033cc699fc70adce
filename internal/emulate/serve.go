package emulate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// serve serves until the command ends, or without one until ctx ends; at most for the time of -timeout.
func (s *settings) serve(ctx context.Context, stdout, stderr io.Writer) error {
	if len(s.command) > 0 {
		// The terminal interrupts the command too, and an interrupt is its affair: Terraform gives up its state when it is
		// interrupted twice.
		ctx = context.WithoutCancel(ctx)
	}
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()

	server, err := graphemu.New(s.options).Listen(cmp.Or(s.listen, "127.0.0.1:0"), s.secure)
	if err != nil {
		return err
	}
	defer server.Close()
	for _, fault := range s.script {
		server.Fail(fault)
	}
	environment, cleanup, err := s.environment(server)
	if err != nil {
		return err
	}
	defer cleanup()
	if len(s.command) > 0 {
		return s.execute(ctx, environment, stdout, stderr)
	}
	for _, setting := range environment {
		_, _ = fmt.Fprintln(stdout, export(runtime.GOOS, setting))
	}
	_, _ = fmt.Fprintf(stderr, "\nServing until you press Ctrl-C, for %s at most. To use the emulator, run the lines "+
		"above in another\nterminal. Or run a command under it: terraform-provider-graph emulate -- COMMAND\n", s.timeout)
	<-ctx.Done()
	return nil
}

// environment returns the settings of a client as NAME=value:
//
//	GRAPH_ENDPOINT             root of Graph, without a version
//	AZURE_AUTHORITY_HOST       root of the authority
//	GRAPH_ACCESS_TOKEN         token of the signed-in person, unless an application alone signs in
//	GRAPHEMU_USER              user principal name of that person
//	ARM_TENANT_ID              tenant, client and secret of the registered application, unless a person alone signs in
//	ARM_CLIENT_ID
//	ARM_CLIENT_SECRET
//	GRAPH_CA_CERTIFICATE_FILE  file with the certificate to trust, with -tls only
func (s *settings) environment(server *graphemu.TestServer) (list []string, cleanup func(), err error) {
	cleanup = func() {}
	list = []string{"GRAPH_ENDPOINT=" + server.URL, "AZURE_AUTHORITY_HOST=" + server.URL}
	if s.signIn != "app" {
		token, upn, err := server.SignIn(s.user)
		if err != nil {
			return nil, nil, fmt.Errorf("%w; -list people lists those that there are", err)
		}
		list = append(list, "GRAPH_ACCESS_TOKEN="+token, "GRAPHEMU_USER="+upn)
	}
	if s.signIn != "person" {
		list = append(list, "ARM_TENANT_ID="+graphemu.TenantID, "ARM_CLIENT_ID="+graphemu.ClientID,
			"ARM_CLIENT_SECRET="+graphemu.ClientSecret)
	}
	if s.secure {
		file, err := writeTemporary(server.CACertificatePEM())
		if err != nil {
			return nil, nil, err
		}
		cleanup = func() { _ = os.Remove(file) }
		list = append(list, "GRAPH_CA_CERTIFICATE_FILE="+file)
	}
	return list, cleanup, nil
}

func writeTemporary(content []byte) (string, error) {
	file, err := os.CreateTemp("", "graphemu-*.pem")
	if err != nil {
		return "", err
	}
	_, err = file.Write(content)
	return file.Name(), errors.Join(err, file.Close())
}

// execute runs the command. When the time is over it is interrupted, and gets half a minute to clean up.
func (s *settings) execute(ctx context.Context, environment []string, stdout, stderr io.Writer) error {
	command := exec.CommandContext(ctx, s.command[0], s.command[1:]...)
	command.Env = append(graphemu.Isolated(os.Environ()), environment...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, stdout, stderr
	command.Cancel = func() error {
		if err := command.Process.Signal(os.Interrupt); err != nil {
			return command.Process.Kill() // Windows cannot interrupt a process.
		}
		return nil
	}
	command.WaitDelay = 30 * time.Second
	err := command.Run()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("%s was stopped after %s: set -timeout to more", s.command[0], s.timeout)
	}
	return err
}

// export returns a setting as a line for the shell of a system: PowerShell, or any POSIX shell.
func export(system, setting string) string {
	name, value, _ := strings.Cut(setting, "=")
	if system == "windows" {
		return "$env:" + name + " = '" + strings.ReplaceAll(value, "'", "''") + "'"
	}
	return "export " + name + "='" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}
