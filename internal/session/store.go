package session

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// A Store is the folder where sessions are kept. Each authority, resource, tenant and client has a file, which only its
// owner may read. The zero value keeps none.
type Store struct{ dir string }

// NewStore returns the store in a folder.
func NewStore(dir string) Store { return Store{dir: dir} }

// UserStore returns the store of the user. On Windows it is not in the folder that roams to other machines. A machine
// without a home has no sessions.
func UserStore() Store {
	dir, err := os.UserConfigDir()
	if local := os.Getenv("LocalAppData"); runtime.GOOS == "windows" && local != "" {
		dir, err = local, nil
	}
	if err != nil {
		return Store{}
	}
	return Store{dir: filepath.Join(dir, "terraform-provider-graph", "sessions")}
}

var (
	// ErrDamaged reports that the file of a session does not contain it.
	ErrDamaged = errors.New("it is damaged")

	// ErrForeign reports that a file is not one that this package has written. It may be a copy of one.
	ErrForeign = errors.New("it is not a file of this provider, or is a copy of one")

	// ErrBusy reports that other runs renewed a session for as long as anybody would wait.
	ErrBusy = errors.New("other runs have been renewing the session all the time")

	// ErrNoFolder reports that the folder of the sessions is not known.
	ErrNoFolder = errors.New("the configuration folder of the user is not known")
)

// An Error reports that a session could not be read or written on this machine.
type Error struct {
	Path string
	Err  error
}

func (e *Error) Error() string { return e.Path + ": " + e.Err.Error() }

func (e *Error) Unwrap() error { return e.Err }

// An UnsafeError reports that a file or a folder is not used, because other users have access to it.
type UnsafeError struct {
	Problem string // a clause that begins with "it" or "other users"
	Command string // that mends it, before the path
}

func (e *UnsafeError) Error() string { return e.Problem }

// Find returns the sessions that have the authority, the resource, the tenant and the client of want; an empty field
// matches all. The tenant is an id or the name that was used to sign in. The files that cannot be used are in unusable.
func (s Store) Find(want Session) (found []Session, unusable []*Error) {
	names, err := s.files(func(name string) bool { return strings.HasSuffix(name, suffix) })
	if err == nil {
		err = s.checkFolder()
	}
	if failed, ok := errors.AsType[*Error](err); ok {
		return nil, []*Error{failed}
	}
	for _, name := range names {
		session, err := s.readFile(name)
		failed, isFailed := errors.AsType[*Error](err)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case isFailed:
			unusable = append(unusable, failed)
		case session.matches(want):
			found = append(found, session)
		}
	}
	slices.SortFunc(found, func(a, b Session) int {
		return cmp.Or(cmp.Compare(a.Authority, b.Authority), cmp.Compare(a.Resource, b.Resource),
			cmp.Compare(a.TenantID, b.TenantID), cmp.Compare(a.ClientID, b.ClientID))
	})
	return found, unusable
}

func (s Session) matches(want Session) bool {
	same := func(want string, names ...string) bool {
		return want == "" || slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, want) })
	}
	return (want.Authority == "" || address(want.Authority) == address(s.Authority)) &&
		(want.Resource == "" || address(want.Resource) == address(s.Resource)) &&
		same(want.TenantID, s.TenantID, s.Tenant) && same(want.ClientID, s.ClientID)
}

// files returns the paths of the files in the folder whose names are wanted. A home that is no folder has none.
func (s Store) files(wanted func(name string) bool) ([]string, error) {
	if s.dir == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil && !isNowhere(err) {
		return nil, &Error{s.dir, cause(err)}
	}
	var names []string
	for _, entry := range entries {
		if wanted(entry.Name()) {
			names = append(names, filepath.Join(s.dir, entry.Name()))
		}
	}
	return names, nil
}

// isNowhere reports whether there cannot be a session, since there is no folder for it: HOME may be /dev/null.
func isNowhere(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// cause returns an error without the path, which an [Error] has already.
func cause(err error) error {
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		return failed.Err
	}
	return err
}

// Read returns the session that is kept in the file of another. The error is an [*Error].
func (s Store) Read(session Session) (Session, error) { return s.readFile(s.Path(session)) }

func (s Store) readFile(name string) (Session, error) {
	if err := checkFile(name); err != nil {
		return Session{}, &Error{name, err}
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return Session{}, &Error{name, cause(err)}
	}
	var session Session
	switch damaged := json.Unmarshal(content, &session) != nil || !session.complete(); {
	case !damaged && s.Path(session) == name:
		return session, nil
	case ownName.MatchString(name):
		return Session{}, &Error{name, ErrDamaged}
	default:
		return Session{}, &Error{name, ErrForeign}
	}
}

// Remove deletes a session and what a crash has left of it. It waits for a renewal that is under way.
func (s Store) Remove(ctx context.Context, session Session) error {
	unlock, err := s.Lock(ctx, session)
	if err != nil {
		return err
	}
	defer unlock()
	err = s.removeLeft(session)
	if failed := os.Remove(s.Path(session)); failed != nil {
		err = errors.Join(err, &Error{s.Path(session), cause(failed)})
	}
	return err
}

// Clear deletes all files of the folder, also those that cannot be read or that a crash has left. It goes on after an
// error.
func (s Store) Clear() error {
	names, err := s.files(func(string) bool { return true })
	for _, name := range names {
		failed := os.Remove(name)
		if failed != nil && !isNowhere(failed) && !strings.HasSuffix(name, lockSuffix) { // A lock holds no secret.
			err = errors.Join(err, &Error{name, cause(failed)})
		}
	}
	return err
}

// Left returns the paths of the files in the folder that may hold a refresh token.
func (s Store) Left() ([]string, error) {
	return s.files(func(name string) bool { return !strings.HasSuffix(name, lockSuffix) })
}

// Ready creates the folder and checks that files can be written there, before a person takes the trouble to sign in.
func (s Store) Ready() error {
	if s.dir == "" {
		return &Error{"sessions", ErrNoFolder}
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return &Error{s.dir, cause(err)}
	}
	if err := s.checkFolder(); err != nil {
		return err
	}
	file, err := os.CreateTemp(s.dir, ".try-*")
	if err != nil {
		return &Error{s.dir, cause(err)}
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}

// queue is how long a run waits for the others that renew a session. Each of them takes a minute at most.
const queue = 10 * time.Minute

// Lock locks the session against other providers of this run and of other runs, until unlock is called. The error is an
// [*Error], of [ErrBusy] after ten minutes.
func (s Store) Lock(ctx context.Context, session Session) (unlock func(), err error) {
	ctx, cancel := context.WithTimeoutCause(ctx, queue, ErrBusy)
	defer cancel()
	lock := flock.New(strings.TrimSuffix(s.Path(session), suffix)+lockSuffix, flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		if ctx.Err() != nil {
			err = fmt.Errorf("%w: %w", context.Cause(ctx), err)
		}
		return nil, &Error{lock.Path(), cause(err)}
	}
	return func() { _ = lock.Unlock() }, nil
}
