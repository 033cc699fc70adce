//go:build unix

package session

import (
	"errors"
	"os"
	"testing"
)

func isUnsafe(err error) bool {
	_, ok := errors.AsType[*UnsafeError](err)
	return ok
}

// What others can change, and tokens that others can read, are not used, as ssh does not use such keys.
func TestStore_unsafe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		folder, file os.FileMode
		owner        int // of the file
		safe         bool
	}{
		{0o700, 0o600, os.Getuid(), true},
		{0o755, 0o600, os.Getuid(), true},
		{0o777, 0o600, os.Getuid(), false},
		{0o770, 0o600, os.Getuid(), false},
		{0o700, 0o666, os.Getuid(), false},
		{0o700, 0o620, os.Getuid(), false},
		{0o700, 0o644, os.Getuid(), false},
		{0o700, 0o600, 65534, false},
	} {
		store := newStore(t, adele)
		if c.owner != os.Getuid() && os.Getuid() != 0 {
			continue // Only root can give a file away.
		}
		err := errors.Join(os.Chmod(store.Path(adele), c.file), os.Chown(store.Path(adele), c.owner, -1),
			os.Chmod(store.dir, c.folder))
		if err != nil {
			t.Fatal(err)
		}
		found, unusable := store.Find(Session{})
		refused := len(unusable) == 1 && isUnsafe(unusable[0])
		if c.safe == refused || c.safe != (len(found) == 1) {
			t.Errorf("%+v: sessions %v, unusable %v; want them used: %t", c, found, unusable, c.safe)
		}
		if err := store.Clear(); err != nil {
			t.Errorf("%+v: Clear: error = %v, want nil", c, err)
		}
	}
}
