package emulate

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
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
	ctx, stop := signal.NotifyContext(ctx, stopSignals()...)
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
		err := s.execute(ctx, environment, stdout, stderr)
		for _, i := range server.UnmetFaults() { // A test of what happens then has tested nothing.
			_, _ = fmt.Fprintf(stderr, "emulate: faults[%d] met no request\n", i)
		}
		return err
	}
	for _, setting := range environment {
		_, _ = fmt.Fprintln(stdout, export(runtime.GOOS, setting))
	}
	_, _ = fmt.Fprintf(stderr, "\nServing until you press Ctrl-C, for %s at most. To use the emulator, run the lines "+
		"above in another\nterminal. Or run a command under it: terraform-provider-graph emulate -- COMMAND\n", s.timeout)
	<-ctx.Done()
	return nil
}

// stopSignals are the signals that end emulate and its command. A hangup is none if emulate was started to survive it.
func stopSignals() []os.Signal {
	if signal.Ignored(syscall.SIGHUP) {
		return []os.Signal{syscall.SIGTERM}
	}
	return []os.Signal{syscall.SIGTERM, syscall.SIGHUP}
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
//	NO_PROXY, no_proxy         the user's own, and the hosts of the emulator, for which no proxy is asked
func (s *settings) environment(server *graphemu.TestServer) (list []string, cleanup func(), err error) {
	cleanup = func() {}
	root, err := url.Parse(server.URL)
	if err != nil {
		return nil, nil, err
	}
	hosts := root.Hostname() + ",localhost" // The contents of files are at localhost.
	list = append(server.Addresses(),
		"NO_PROXY="+noProxy(cmp.Or(os.Getenv("NO_PROXY"), os.Getenv("no_proxy")), hosts),
		"no_proxy="+noProxy(cmp.Or(os.Getenv("no_proxy"), os.Getenv("NO_PROXY")), hosts))
	if s.signIn != "app" {
		token, upn, err := server.SignIn(s.user)
		if err != nil {
			return nil, nil, fmt.Errorf("%w; -list people lists those that there are", err)
		}
		list = append(list, "GRAPH_ACCESS_TOKEN="+token, "GRAPHEMU_USER="+upn)
	}
	if s.signIn != "person" {
		list = append(list, graphemu.AppSettings()...)
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

// noProxy adds hosts to a list of those that no proxy is asked for.
func noProxy(list, hosts string) string {
	if list == "" || list == "*" { // The star stands for all hosts only if it is alone.
		return cmp.Or(list, hosts)
	}
	return list + "," + hosts
}

// writeTemporary writes a temporary file, which the caller removes unless there is an error.
func writeTemporary(content []byte) (string, error) {
	file, err := os.CreateTemp("", "graphemu-*.pem")
	if err != nil {
		return "", err
	}
	_, err = file.Write(content)
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(file.Name())
	}
	return file.Name(), err
}

// execute runs the command. When ctx ends, the command is asked to end by SIGTERM, because a command in the background
// of a shell ignores interrupts. After half a minute, it is killed.
func (s *settings) execute(ctx context.Context, environment []string, stdout, stderr io.Writer) error {
	command := exec.CommandContext(ctx, s.command[0], s.command[1:]...)
	command.Env = append(graphemu.Isolated(os.Environ()), environment...)
	command.Stdin, command.Stdout, command.Stderr = os.Stdin, stdout, stderr
	command.Cancel = func() error {
		if err := command.Process.Signal(syscall.SIGTERM); err != nil {
			return command.Process.Kill() // Windows has no signals, and ends the process.
		}
		return nil
	}
	command.WaitDelay = 30 * time.Second
	err := command.Run()
	switch {
	case ctx.Err() == nil:
		return err
	case command.ProcessState != nil && command.ProcessState.Success():
		return nil // It had just ended, or had an end of its own.
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return fmt.Errorf("%s was stopped after %s: set -timeout to more", s.command[0], s.timeout)
	default:
		return fmt.Errorf("%s was stopped: %w", s.command[0], context.Cause(ctx))
	}
}

// export returns a setting as a line for the shell of a system: PowerShell, or any POSIX shell.
func export(system, setting string) string {
	name, value, _ := strings.Cut(setting, "=")
	if system == "windows" {
		return "$env:" + name + " = '" + strings.ReplaceAll(value, "'", "''") + "'"
	}
	return "export " + name + "='" + strings.ReplaceAll(value, "'", `'\''`) + "'"
}
