package auth

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
)

// Session is a person who signed in by device code, with what renews the sign-in.
type Session struct {
	Authority    string    `json:"authority"` // such as https://login.microsoftonline.com
	Resource     string    `json:"resource"`  // that its tokens are for, such as https://graph.microsoft.com
	TenantID     string    `json:"tenant_id"`
	Tenant       string    `json:"tenant"` // as it was named when the person signed in
	ClientID     string    `json:"client_id"`
	Username     string    `json:"username"`
	Scopes       []string  `json:"scopes"`
	SignedIn     time.Time `json:"signed_in"`
	Renewed      time.Time `json:"renewed"`
	RefreshToken string    `json:"refresh_token"`
}

// String leaves the refresh token out.
func (s Session) String() string {
	return fmt.Sprintf("session of %s in %s with %s at %s", s.Username, s.TenantID, s.ClientID, s.Authority)
}

// Sessions is the folder where sessions are kept, a file for each cloud (authority and resource), tenant and client, which
// its owner alone may read. The zero value keeps none.
type Sessions struct{ dir string }

// UserSessions are those of the person who runs this, in the person's own configuration folder.
func UserSessions() (Sessions, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return Sessions{}, err
	}
	return Sessions{dir: filepath.Join(dir, "terraform-provider-graph", "sessions")}, nil
}

// Find lists the sessions that fit what is known of the wanted one: its authority, its resource, its tenant, by id or by
// the name that it was given at sign-in, and its client. What is empty fits all. A file that cannot be read is passed
// over; the error, a [StoreError], tells of it.
func (s Sessions) Find(want Session) ([]Session, error) {
	names, failure := s.files(".json")
	var found []Session
	for _, name := range names {
		session, err := readSession(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			failure = err
		case fits(trimSlash(want.Authority), session.Authority) && fits(want.Resource, session.Resource) &&
			fits(want.TenantID, session.TenantID, session.Tenant) && fits(want.ClientID, session.ClientID):
			found = append(found, session)
		}
	}
	slices.SortFunc(found, func(a, b Session) int {
		return cmp.Or(cmp.Compare(a.Authority, b.Authority), cmp.Compare(a.Resource, b.Resource), cmp.Compare(a.TenantID, b.TenantID), cmp.Compare(a.ClientID, b.ClientID))
	})
	return found, failure
}

// files lists what is in the folder and ends so.
func (s Sessions) files(suffix string) ([]string, error) {
	if s.dir == "" {
		return nil, nil
	}
	entries, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, &StoreError{s.dir, err}
	}
	var names []string
	for _, entry := range entries {
		if strings.HasSuffix(entry.Name(), suffix) {
			names = append(names, filepath.Join(s.dir, entry.Name()))
		}
	}
	return names, nil
}

// fits says that a name is the one that is wanted, or that none is.
func fits(want string, names ...string) bool {
	return want == "" || slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, want) })
}

func trimSlash(s string) string { return strings.TrimRight(s, "/") }

// Remove forgets a session, after whoever renews it now.
func (s Sessions) Remove(ctx context.Context, session Session) error {
	unlock, err := s.lock(ctx, session)
	if err != nil {
		return err
	}
	defer unlock()
	if err := os.Remove(s.file(session)); err != nil {
		return &StoreError{s.file(session), err}
	}
	return nil
}

// Clear removes whatever is left in the folder: files that cannot be read, and halves of files that a crash has left.
func (s Sessions) Clear() error {
	names, err := s.files("")
	for _, name := range names {
		err = errors.Join(err, os.Remove(name))
	}
	return err
}

// ready makes the folder, and sees whether files can be put there, before anybody goes to the trouble to sign in.
func (s Sessions) ready() error {
	if s.dir == "" {
		return &StoreError{"sessions", errors.New("the configuration folder of the user is not known")}
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return &StoreError{s.dir, err}
	}
	file, err := os.CreateTemp(s.dir, ".new-*")
	if err != nil {
		return &StoreError{s.dir, err}
	}
	return errors.Join(file.Close(), os.Remove(file.Name()))
}

// save keeps a session; the caller holds the lock. The file is replaced at once, so that no reader sees half of it.
func (s Sessions) save(session Session) error {
	content, err := json.MarshalIndent(session, "", "  ")
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(s.dir, ".new-*") // Its owner alone may read it.
	if err != nil {
		return &StoreError{s.dir, err}
	}
	_, err = file.Write(append(content, '\n'))
	err = errors.Join(err, file.Sync(), file.Close())
	for attempt := 0; err == nil; attempt++ {
		if err = os.Rename(file.Name(), s.file(session)); err == nil || attempt == 10 {
			break
		}
		time.Sleep(10 * time.Millisecond) //nolint:forbidigo // Windows replaces no file that somebody is reading at this very moment.
		err = nil
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return &StoreError{s.file(session), err}
	}
	return nil
}

// lock keeps others from the session until the lock is given back: other providers of this run, and other runs.
func (s Sessions) lock(ctx context.Context, session Session) (unlock func(), err error) {
	lock := flock.New(strings.TrimSuffix(s.file(session), ".json")+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, &StoreError{lock.Path(), err}
	}
	return func() { _ = lock.Unlock() }, nil
}

// file is where a session is kept.
func (s Sessions) file(session Session) string {
	host := func(address string) string {
		if u, err := url.Parse(address); err == nil && (u.Scheme == "https" || u.Scheme == "http") {
			return trimSlash(u.Host + u.Path)
		}
		return address
	}
	safe := func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '_'
	}
	name := strings.Map(safe, strings.ToLower(strings.Join([]string{host(session.Authority), host(session.Resource), session.TenantID, session.ClientID}, " ")))
	return filepath.Join(s.dir, name+".json")
}

func readSession(name string) (Session, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return Session{}, &StoreError{name, err}
	}
	var session Session
	if err := json.Unmarshal(content, &session); err != nil {
		return Session{}, &StoreError{name, fmt.Errorf("it is not a session: %w", err)}
	}
	return session, nil
}
