//go:build unix

package auth

import (
	"errors"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
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

// The command status, which is [Check], fails on a full disk.
func TestCheck_fullDisk(t *testing.T) {
	t.Parallel()
	_, config, folder := signedInAt(t)
	cmd := child(t, config, folder, false)
	cmd.Env = append(cmd.Env, childFull+"=1", childChecks+"=1")
	if out, err := cmd.CombinedOutput(); err != nil || strings.Count(string(out), "*auth.UnkeptError: ") != 1 {
		t.Errorf("error %v, output %s; want one UnkeptError", err, out)
	}
}

// With a home that cannot be written to, a run has its token and one warning.
func TestDeviceLogin_readOnly(t *testing.T) {
	t.Parallel()
	_, config, folder := signedInAt(t)
	cmd := child(t, config, folder, false)
	if os.Getuid() == 0 { // Root may write anywhere, so another user runs it.
		const nobody = 65534
		files, err := filepath.Glob(filepath.Join(folder, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range append(files, folder) {
			if err := os.Chown(name, nobody, nobody); err != nil {
				t.Fatal(err)
			}
		}
		parent := filepath.Dir(folder)
		cmd.Path = filepath.Join(parent, "copy")
		// Not written by this process: a child that another test starts meanwhile would hold the file open for writing, and
		// a file that is open for writing cannot be run.
		if out, err := exec.CommandContext(t.Context(), "cp", os.Args[0], cmd.Path).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		//nolint:gosec // The other user has to reach the folder and to run the copy.
		err = errors.Join(os.Chmod(cmd.Path, 0o755), os.Chmod(parent, 0o755), os.Chmod(filepath.Dir(parent), 0o755))
		if err != nil {
			t.Fatal(err)
		}
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
		cmd.Dir = "/"
	}
	if err := os.Chmod(folder, 0o500); err != nil { //nolint:gosec // A folder has to be searched.
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Chmod(folder, 0o700) }) //nolint:gosec // So that it can be removed.
	out, err := cmd.CombinedOutput()
	if err != nil || strings.Count(string(out), "*auth.UnkeptError: ") != 1 {
		t.Errorf("error %v, output %s; want one UnkeptError", err, out)
	}
}
