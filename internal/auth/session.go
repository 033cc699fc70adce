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

// Sessions is the folder where sessions are kept, a file for each authority, tenant and client, which its owner alone may
// read. The zero value keeps none.
type Sessions struct{ dir string }

// UserSessions are those of the person who runs this, in the person's own configuration folder.
func UserSessions() (Sessions, error) {
	dir, err := os.UserConfigDir()
	if err != nil {
		return Sessions{}, err
	}
	return SessionsIn(filepath.Join(dir, "terraform-provider-graph", "sessions")), nil
}

// SessionsIn are those in a folder, which need not exist.
func SessionsIn(dir string) Sessions { return Sessions{dir: dir} }

// Find lists the sessions that fit: an authority, and where they are not empty a tenant, by id or by the name that it was
// given at sign-in, and a client. An empty authority fits all.
func (s Sessions) Find(authority, tenant, clientID string) ([]Session, error) {
	names, err := filepath.Glob(filepath.Join(s.dir, "*.json"))
	if err != nil || s.dir == "" {
		return nil, err
	}
	var found []Session
	for _, name := range names {
		session, err := readSession(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue // Somebody has just signed out.
		case err != nil:
			return nil, err
		}
		if fits(trimSlash(authority), session.Authority) && fits(tenant, session.TenantID, session.Tenant) && fits(clientID, session.ClientID) {
			found = append(found, session)
		}
	}
	slices.SortFunc(found, func(a, b Session) int {
		return cmp.Or(cmp.Compare(a.Authority, b.Authority), cmp.Compare(a.TenantID, b.TenantID), cmp.Compare(a.ClientID, b.ClientID))
	})
	return found, nil
}

// fits says that a name is the one that is wanted, or that none is.
func fits(want string, names ...string) bool {
	return want == "" || slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, want) })
}

func trimSlash(s string) string { return strings.TrimRight(s, "/") }

// Remove forgets a session.
func (s Sessions) Remove(session Session) error { return os.Remove(s.file(session)) }

// Save keeps a session. The file is replaced at once, so that no reader sees half of it.
func (s Sessions) Save(session Session) error {
	if s.dir == "" {
		return errors.New("there is no folder for sessions: the user's configuration folder is not known")
	}
	session.Authority = trimSlash(session.Authority)
	content, err := json.MarshalIndent(session, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.dir, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(s.dir, ".new-*") // Its owner alone may read it.
	if err != nil {
		return err
	}
	_, err = file.Write(append(content, '\n'))
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), s.file(session))
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// lock keeps others from the session until the lock is given back: other providers of this run, and other runs.
func (s Sessions) lock(ctx context.Context, session Session) (unlock func(), err error) {
	lock := flock.New(strings.TrimSuffix(s.file(session), ".json")+".lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 20*time.Millisecond); err != nil {
		return nil, err
	}
	return func() { _ = lock.Unlock() }, nil
}

// file is where a session is kept.
func (s Sessions) file(session Session) string {
	host := session.Authority
	if u, err := url.Parse(session.Authority); err == nil && u.Host != "" {
		host = u.Host + u.Path
	}
	safe := func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '_'
	}
	name := strings.Map(safe, strings.ToLower(trimSlash(host)+" "+session.TenantID+" "+session.ClientID))
	return filepath.Join(s.dir, name+".json")
}

func readSession(name string) (Session, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return Session{}, err
	}
	var session Session
	if err := json.Unmarshal(content, &session); err != nil {
		return Session{}, fmt.Errorf("%s is not a session: %w", name, err)
	}
	return session, nil
}
