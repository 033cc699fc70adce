//go:build unix

package auth

import (
	"os/signal"
	"strings"
	"syscall"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// fillDisk makes this process fail to write files of more than a kilobyte, as on a full disk.
func fillDisk(t *testing.T) {
	t.Helper()
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 1024, Max: 1024}); err != nil {
		t.Fatal(err)
	}
}

// On a full disk a run has its token, and a warning that the renewed session could not be kept. The authority took the
// refresh token, so the next run says that the session has ended.
func TestDeviceLogin_fullDisk(t *testing.T) {
	t.Parallel()
	_, config, folder := signedInAt(t)
	cmd := child(t, config, folder, false)
	cmd.Env = append(cmd.Env, childFull+"=1")
	out, err := cmd.CombinedOutput()
	if err != nil || strings.Count(string(out), "*auth.UnkeptError: ") != 1 {
		t.Errorf("error %v, output %s; want one UnkeptError", err, out)
	}
	out, err = child(t, config, folder, false).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "invalid_grant") {
		t.Errorf("next run: error %v, output %s; want that the session has ended", err, out)
	}
	if left, err := session.NewStore(folder).Left(); err != nil || len(left) != 1 {
		t.Errorf("files = %v, error %v; want the session alone", left, err)
	}
}
