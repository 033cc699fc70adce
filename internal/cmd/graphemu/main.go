// Command graphemu serves the Microsoft Graph emulator on a port.
//
//	graphemu [flags]                     serve until interrupted
//	graphemu [flags] -- command args…    serve while command runs, and exit with its code
//	graphemu -list routes                print what the emulator has
//
// In the first form it prints the settings of a client, one NAME=value per line and quoted for a shell, then an empty
// line, and serves. In the second form the command finds them in its environment and nothing is printed. The settings:
//
//	GRAPH_ENDPOINT         root of Graph, without a version
//	AZURE_AUTHORITY_HOST   root of the authority
//	GRAPH_ACCESS_TOKEN     token of the signed-in person
//	ARM_TENANT_ID          tenant, client and secret of the registered application
//	ARM_CLIENT_ID
//	ARM_CLIENT_SECRET
//	GRAPHEMU_USER          user principal name of the signed-in person
//	GRAPH_CA_CERTIFICATE_FILE  file with the certificate to trust, with -tls only
//
// With -sign-in person or app only the settings of that way of signing in are given.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

// settings are the flags.
type settings struct {
	listen  string
	secure  bool
	signIn  string
	user    string
	verbose bool
	timeout time.Duration
	list    string
	options graphemu.Options
	command []string
}

func parseFlags(args []string, stderr io.Writer) (*settings, error) {
	s := new(settings)
	flags := flag.NewFlagSet("graphemu", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.listen, "listen", "127.0.0.1:0", "address to listen on; port 0 takes a free one")
	flags.BoolVar(&s.secure, "tls", false, "serve over HTTPS with a certificate made for this run")
	flags.StringVar(&s.signIn, "sign-in", "all", "settings to give: person, app or all")
	flags.StringVar(&s.user, "user", "", "user principal name or id of the signed-in person (default "+
		graphemu.PersonUPN+")")
	flags.BoolVar(&s.verbose, "verbose", false, "log each request to standard error")
	flags.DurationVar(&s.timeout, "timeout", time.Hour, "stop after this time")
	flags.StringVar(&s.list, "list", "", "print what the emulator has, and serve nothing: routes")
	flags.IntVar(&s.options.Users, "users", 0, "number of generated users beside those of the seed")
	flags.IntVar(&s.options.Events, "events", 0, "number of generated events in the calendar of "+graphemu.PersonUPN)
	flags.BoolVar(&s.options.NoSeed, "no-seed", false, "leave the people and teams of the seed out")
	flags.DurationVar(&s.options.Latency, "latency", 0, "time to wait before each answer")
	flags.DurationVar(&s.options.ItemLatency, "item-latency", 0, "time to wait for each item of an answer")
	flags.DurationVar(&s.options.SignIn.TokenLifetime, "token-lifetime", time.Hour, "how long access tokens are good for")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	var err error
	switch {
	case !slices.Contains([]string{"person", "app", "all"}, s.signIn):
		err = fmt.Errorf("-sign-in takes person, app or all, not %q", s.signIn)
	case !slices.Contains([]string{"", "routes"}, s.list):
		err = fmt.Errorf("-list takes routes, not %q", s.list)
	}
	if err != nil {
		_, _ = fmt.Fprintln(stderr, err)
		return nil, err
	}
	s.command = flags.Args()
	if s.verbose {
		s.options.Log = slog.New(slog.NewTextHandler(stderr, nil))
	}
	return s, nil
}

func run(args []string, stdout, stderr io.Writer) int {
	s, err := parseFlags(args, stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case s.list != "":
		for _, route := range graphemu.New(s.options).Routes() {
			_, _ = fmt.Fprintln(stdout, route)
		}
		return 0
	}
	if err := s.serve(stdout, stderr); err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() >= 0 {
			return exit.ExitCode()
		}
		_, _ = fmt.Fprintln(stderr, "graphemu:", err)
		return 1
	}
	return 0
}

// serve starts the emulator, and stops it at the end of the command, at an interrupt or after the time.
func (s *settings) serve(stdout, stderr io.Writer) error {
	ctx, stop := signal.NotifyContext(context.Background(), s.stopSignals()...)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()

	server, err := graphemu.New(s.options).Listen(s.listen, s.secure)
	if err != nil {
		return err
	}
	defer server.Close()
	environment, cleanup, err := s.environment(server)
	if err != nil {
		return err
	}
	defer cleanup()
	if len(s.command) > 0 {
		return s.execute(ctx, environment, stdout, stderr)
	}
	for _, setting := range environment {
		name, v, _ := strings.Cut(setting, "=")
		_, _ = fmt.Fprintf(stdout, "%s=%s\n", name, shellQuote(v))
	}
	_, _ = fmt.Fprintln(stdout)
	<-ctx.Done()
	return nil
}

// stopSignals are those that end the run. While a command runs an interrupt is caught and left to the command, which
// gets it from the terminal too: Terraform gives up its state when it is interrupted twice.
func (s *settings) stopSignals() []os.Signal {
	if len(s.command) == 0 {
		return []os.Signal{os.Interrupt, syscall.SIGTERM}
	}
	signal.Notify(make(chan os.Signal, 1), os.Interrupt)
	return []os.Signal{syscall.SIGTERM}
}

// environment returns the settings of a client as NAME=value.
func (s *settings) environment(server *graphemu.TestServer) (list []string, cleanup func(), err error) {
	cleanup = func() {}
	list = []string{
		"GRAPH_ENDPOINT=" + server.URL, "AZURE_AUTHORITY_HOST=" + server.URL,
	}
	if s.signIn != "app" {
		token, upn, err := server.SignIn(s.user)
		if err != nil {
			return nil, nil, err
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
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 30 * time.Second
	return command.Run()
}

// shellQuote makes a value safe for eval in any POSIX shell.
func shellQuote(s string) string {
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
