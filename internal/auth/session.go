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

// A Session is the sign-in of a person by device code, with the token that renews it.
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

// String returns a description without the refresh token.
func (s Session) String() string {
	return fmt.Sprintf("session of %s in %s with %s at %s", s.Username, s.TenantID, s.ClientID, s.Authority)
}

// Replaces reports whether the session is kept in the file of another, so that only one of them exists at a time.
func (s Session) Replaces(other Session) bool {
	return s.Authority == other.Authority && s.Resource == other.Resource && s.TenantID == other.TenantID &&
		s.ClientID == other.ClientID
}

// Permissions returns the permissions of Graph among the scopes, by their short names.
func (s Session) Permissions() []string {
	var names []string
	for _, scope := range s.Scopes {
		if i := strings.LastIndex(scope, "/"); i >= 0 {
			names = append(names, scope[i+1:])
		}
	}
	return names
}

// Sessions is the folder where sessions are kept. Each cloud (authority and resource), tenant and client has a file,
// which only its owner may read. The zero value keeps none.
type Sessions struct{ dir string }

// UserSessions returns the sessions in the configuration folder of the user.
func UserSessions() (Sessions, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return Sessions{}, err
	}
	return Sessions{dir: filepath.Join(dir, "terraform-provider-graph", "sessions")}, nil
}

// Find returns the sessions that have the authority, the resource, the tenant and the client of want; an empty field
// matches all. The tenant is an id or the name that was used to sign in. A file that cannot be read is skipped, and the
// error is a [*StoreError] for it.
func (s Sessions) Find(want Session) ([]Session, error) {
	names, failure := s.files(".json")
	var found []Session
	for _, name := range names {
		session, err := readSession(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			failure = err
		case matches(trimSlash(want.Authority), session.Authority) && matches(want.Resource, session.Resource) &&
			matches(want.TenantID, session.TenantID, session.Tenant) && matches(want.ClientID, session.ClientID):
			found = append(found, session)
		}
	}
	slices.SortFunc(found, func(a, b Session) int {
		return cmp.Or(cmp.Compare(a.Authority, b.Authority), cmp.Compare(a.Resource, b.Resource),
			cmp.Compare(a.TenantID, b.TenantID), cmp.Compare(a.ClientID, b.ClientID))
	})
	return found, failure
}

// files returns the paths of the files in the folder whose names end in suffix.
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

// matches reports whether one of the names is the wanted one. An empty want matches all.
func matches(want string, names ...string) bool {
	return want == "" || slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, want) })
}

func trimSlash(s string) string { return strings.TrimRight(s, "/") }

// Remove deletes a session. It waits for a renewal that is under way.
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

// Clear deletes all files of the folder, also those that cannot be read or that a crash has left unfinished.
func (s Sessions) Clear() error {
	names, err := s.files("")
	for _, name := range names {
		err = errors.Join(err, os.Remove(name))
	}
	return err
}

// ready creates the folder and checks that files can be written there, before a person takes the trouble to sign in.
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

// save writes a session; the caller holds the lock. The file is replaced in one step, so that no reader sees part of
// it.
func (s Sessions) save(session Session) error {
	content, err := json.MarshalIndent(session, "", "  ")
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(s.dir, ".new-*") // Only its owner may read it.
	if err != nil {
		return &StoreError{s.dir, err}
	}
	_, err = file.Write(append(content, '\n'))
	err = errors.Join(err, file.Sync(), file.Close())
	for attempt := 0; err == nil; attempt++ {
		if err = os.Rename(file.Name(), s.file(session)); err == nil || attempt == 10 {
			break
		}
		time.Sleep(10 * time.Millisecond) //nolint:forbidigo // Windows does not replace a file that is being read.
		err = nil
	}
	if err != nil {
		_ = os.Remove(file.Name())
		return &StoreError{s.file(session), err}
	}
	return nil
}

// lock locks the session against other providers of this run and of other runs, until unlock is called.
func (s Sessions) lock(ctx context.Context, session Session) (unlock func(), err error) {
	lock := flock.New(strings.TrimSuffix(s.file(session), ".json")+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, &StoreError{lock.Path(), err}
	}
	return func() { _ = lock.Unlock() }, nil
}

// file returns the path of the file of a session.
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
	parts := []string{host(session.Authority), host(session.Resource), session.TenantID, session.ClientID}
	return filepath.Join(s.dir, strings.Map(safe, strings.ToLower(strings.Join(parts, " ")))+".json")
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
