//go:build linux

package provider_test

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// TestAccRead_interrupted checks that nothing stays behind of a read that ends early: no process and no file, whatever
// the read waits for, and whichever process or connection is lost. The CLI ends within seconds, and says why.
func TestAccRead_interrupted(t *testing.T) {
	t.Parallel()
	for moment, test := range map[string]struct {
		fault   graphemu.Fault
		reached func(*graphemu.TestServer) bool
	}{
		"page": {graphemu.Stall().EveryNth(2), func(srv *graphemu.TestServer) bool {
			requests := srv.GraphRequests()
			return len(requests) == 2 && requests[1].Status != 0
		}},
		"wait": {graphemu.Throttle("60"), func(srv *graphemu.TestServer) bool {
			requests := srv.GraphRequests()
			return len(requests) == 1 && requests[0].Status != 0
		}},
		"token": {
			graphemu.Slow(time.Minute).On("/" + graphemu.TenantID + "/oauth2"),
			func(srv *graphemu.TestServer) bool { return len(srv.TokenRequests()) == 1 },
		},
	} {
		for way, end := range map[string]struct {
			early func(t *testing.T, cli *exec.Cmd, dir string)
			want  string // in what the CLI prints; it has two texts for a provider that is gone, which name the call
		}{
			"interrupt":       {signalGroup(syscall.SIGINT), "The read was cancelled"},
			"killed CLI":      {signalCLI(syscall.SIGKILL), ""},
			"killed provider": {killProvider, "(*GRPCProvider).ReadDataSource"},
			"lost connection": {loseConnection, "(*GRPCProvider).ReadDataSource"},
		} {
			t.Run(moment+", "+way, func(t *testing.T) {
				t.Parallel()
				srv := graphemu.NewServer(t, graphemu.Options{Users: 1500})
				srv.Fail(test.fault)
				temp := t.TempDir()
				w := newWorkspace(t, map[string]string{
					"main.tf": applicationBlock(srv) + "data \"graph_users\" \"it\" {\n  all = true\n}\n",
				}, "TMPDIR="+temp)
				cli, out := w.start(t, "plan", "-no-color")
				for !test.reached(srv) {
					<-time.After(20 * time.Millisecond)
				}
				end.early(t, cli, w.dir)
				w.waitForEnd(t)
				if err := cli.Wait(); err == nil || !strings.Contains(out.String(), end.want) {
					t.Errorf("plan: %v, want an error with %q:\n%s", err, end.want, out)
				}
				ours := []string{"main.tf", "cli.tfrc"}
				for _, name := range append(files(t, temp), files(t, w.dir)...) {
					locked := strings.Contains(name, "terraform.tfstate")                   // The CLI locks its state.
					socket := way == "killed provider" && strings.HasPrefix(name, "plugin") // It cannot remove its own.
					if !slices.Contains(ours, name) && !locked && !socket {
						t.Errorf("file %s is left", name)
					}
				}
			})
		}
	}
}

// files returns the paths of all files below dir.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			found = append(found, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// loseConnection shuts the connection between a provider and its CLI down, which neither of them expects.
func loseConnection(t *testing.T, _ *exec.Cmd, dir string) {
	t.Helper()
	for _, pid := range providers(t, "HOME="+dir) {
		process, err := unix.PidfdOpen(pid, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = unix.Close(process) }()
		for number := range 100 {
			fd, err := unix.PidfdGetfd(process, number, 0)
			if errors.Is(err, unix.EPERM) {
				t.Skipf("the descriptors of other processes are out of reach: %v", err)
			}
			if err != nil {
				continue // There is no such descriptor.
			}
			// The sockets to Graph are of another kind, and the one that listens has no peer.
			peer, _ := unix.Getpeername(fd)
			_, local := peer.(*unix.SockaddrUnix)
			lost := local && unix.Shutdown(fd, unix.SHUT_RDWR) == nil
			if _ = unix.Close(fd); lost {
				return
			}
		}
	}
	t.Error("there is no connection between a provider and its CLI")
}
