package session

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var (
	adele = Session{
		Authority: "https://login.example", Resource: "https://graph.example",
		TenantID: "11111111-aaaa", Tenant: "Contoso.com", ClientID: "app",
		Username: "adele@contoso.com", RefreshToken: "r1", Scopes: []string{"https://graph.example/User.Read"},
	}
	megan = Session{
		Authority: "https://login.example", Resource: "https://graph.example",
		TenantID: "22222222-bbbb", ClientID: "app", Username: "megan@adatum.com", RefreshToken: "r2",
	}
	dod = Session{
		Authority: "https://login.example.us", Resource: "https://graph.example.us",
		TenantID: "11111111-aaaa", ClientID: "other", Username: "adele@contoso.us", RefreshToken: "r3",
	}
)

// newStore returns a store that contains the sessions.
func newStore(t *testing.T, sessions ...Session) Store {
	t.Helper()
	store := Store{dir: filepath.Join(t.TempDir(), "not", "there", "[yet]")}
	if err := store.Ready(); err != nil {
		t.Fatal(err)
	}
	for _, session := range sessions {
		if err := store.Save(session); err != nil {
			t.Fatal(err)
		}
	}
	return store
}

func TestStore_Find(t *testing.T) {
	t.Parallel()
	store := newStore(t, adele, megan, dod)
	for _, c := range []struct {
		filter Session
		want   []Session
	}{
		{Session{}, []Session{adele, megan, dod}},
		{Session{Authority: "https://login.example/"}, []Session{adele, megan}},
		{Session{Authority: "https://login.example.us"}, []Session{dod}},
		{Session{Authority: "https://login.example.us", Resource: "https://dod-graph.example.us"}, nil},
		{Session{TenantID: "contoso.com"}, []Session{adele}},
		{Session{TenantID: "11111111-AAAA"}, []Session{adele, dod}},
		{Session{ClientID: "OTHER"}, []Session{dod}},
		{Session{TenantID: "fabrikam.com"}, nil},
		{Session{Authority: "https://login.example", ClientID: "other"}, nil},
	} {
		got, unusable := store.Find(c.filter)
		if diff := cmp.Diff(c.want, got); unusable != nil || diff != "" {
			t.Errorf("Find(%+v): unusable %v; sessions (-want +got):\n%s", c.filter, unusable, diff)
		}
	}
	if err := store.Remove(t.Context(), adele); err != nil {
		t.Fatal(err)
	}
	if got, unusable := store.Find(Session{}); unusable != nil || len(got) != 2 {
		t.Errorf("sessions after Remove = %v, unusable %v; want 2", got, unusable)
	}
	for _, none := range []Store{{}, {dir: filepath.Join(t.TempDir(), "nowhere")}} {
		if got, unusable := none.Find(Session{}); unusable != nil || got != nil {
			t.Errorf("sessions in %q = %v, unusable %v; want none", none.dir, got, unusable)
		}
	}
	if err := (Store{}).Ready(); !isError(err) {
		t.Errorf("ready without a directory: error = %v, want an Error", err)
	}
}

// isError reports whether err is an Error.
func isError(err error) bool {
	_, ok := errors.AsType[*Error](err)
	return ok
}

func TestStore_fileModes(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no file modes; there the user's own directory is private")
	}
	store := newStore(t, adele)
	unlock, err := store.Lock(t.Context(), adele)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
	files, err := os.ReadDir(store.dir)
	if err != nil || len(files) != 2 {
		t.Fatalf("files %v, error %v; want the session and its lock", files, err)
	}
	for _, file := range files {
		info, err := file.Info()
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("mode of %s = %o, want 600", file.Name(), got)
		}
	}
	info, err := os.Stat(store.dir)
	if err != nil {
		t.Fatal(err)
	}
	if got := info.Mode().Perm(); got != 0o700 {
		t.Errorf("mode of the directory = %o, want 700", got)
	}
}

// Sessions of which any part differs are kept in different files, whose names are short and safe.
func TestStore_Path(t *testing.T) {
	t.Parallel()
	store := Store{dir: "d"}
	files := map[string]Session{}
	for _, authority := range []string{
		"https://login.example", "http://login.example", "https://gw.example:8443", "https://gw.example/8443",
		"https://gw.example/a/b", "https://gw.example/a_b", "https://gw.example/A/b", "https://gw.example/a%2Fb",
		"https://" + strings.Repeat("long.", 60) + "example",
	} {
		for _, resource := range []string{"https://graph.example", "https://dod-graph.example", "api://gateway"} {
			for _, tenant := range []string{"11111111-aaaa", "11111111_aaaa", "../../etc/passwd", strings.Repeat("t", 300)} {
				for _, client := range []string{"app", "Client 1", "client-1"} {
					session := Session{Authority: authority, Resource: resource, TenantID: tenant, ClientID: client}
					path := store.Path(session)
					if other, taken := files[path]; taken {
						t.Errorf("file of %+v = file of %+v, want different ones", session, other)
					}
					files[path] = session
					if name := filepath.Base(path); len(name) > 120 || filepath.Dir(path) != "d" {
						t.Errorf("path of %+v = %s, want a short name in the folder", session, path)
					}
				}
			}
		}
	}
	same := adele
	same.Authority, same.TenantID, same.ClientID = "HTTPS://LOGIN.example/", "11111111-AAAA", "APP"
	if !same.Replaces(adele) || store.Path(same) != store.Path(adele) {
		t.Errorf("path = %s, want that of the same session, %s", store.Path(same), store.Path(adele))
	}
	if got, want := filepath.Base(store.Path(adele)), "login.example_11111111-aaaa_"; !strings.HasPrefix(got, want) {
		t.Errorf("name = %s, want it to begin with %s", got, want)
	}
}

// A session that is read during writes is complete.
func TestStore_readDuringWrites(t *testing.T) {
	t.Parallel()
	store := newStore(t, adele)
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for i := range 4 {
		writers.Go(func() {
			for range 50 {
				changed := adele
				changed.RefreshToken = strings.Repeat(fmt.Sprint(i), 4096)
				unlock, err := store.Lock(t.Context(), changed)
				if err == nil {
					err = store.Save(changed)
					unlock()
				}
				if err != nil {
					t.Error(err)
				}
			}
		})
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					if found, unusable := store.Find(Session{}); unusable != nil || len(found) != 1 {
						t.Errorf("sessions %v, unusable %v; want one", found, unusable)
					}
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
	if left, err := store.Left(); err != nil || len(left) != 1 {
		t.Errorf("files = %v, error %v; want the session alone", left, err)
	}
}

// A file that is no session is told and never one, and keeps no other from being used or removed.
func TestStore_damaged(t *testing.T) {
	t.Parallel()
	store := newStore(t, adele, megan)
	content, err := os.ReadFile(store.Path(megan))
	if err != nil {
		t.Fatal(err)
	}
	damaged := map[string]string{
		"copy-LAPTOP7.json": string(content), "empty.json": "", "object.json": "{}", "null.json": "null",
		"cut.json": `{"authority":`, filepath.Base(store.Path(adele)): `{"authority":"https://login.example"}`,
	}
	for name, content := range damaged {
		if err := os.WriteFile(filepath.Join(store.dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	found, unusable := store.Find(Session{})
	if diff := cmp.Diff([]Session{megan}, found); diff != "" {
		t.Errorf("sessions (-want +got):\n%s", diff)
	}
	got := map[string]error{}
	for _, err := range unusable {
		got[filepath.Base(err.Path)] = err.Err
	}
	for name := range damaged {
		want := ErrForeign
		if name == filepath.Base(store.Path(adele)) {
			want = ErrDamaged
		}
		if !errors.Is(got[name], want) {
			t.Errorf("%s: error = %v, want %v", name, got[name], want)
		}
	}
	if err := store.Remove(t.Context(), megan); err != nil {
		t.Errorf("Remove: error = %v, want nil", err)
	}
	if left, err := store.Left(); err != nil || len(left) != len(damaged) {
		t.Errorf("files after Remove = %v, error %v; want the damaged ones", left, err)
	}
	if err := store.Clear(); err != nil {
		t.Errorf("Clear: error = %v, want nil", err)
	}
	if left, err := store.files(func(string) bool { return true }); err != nil || len(left) > 0 {
		t.Errorf("files after Clear = %v, error %v; want none", left, err)
	}
	if err := store.Remove(t.Context(), adele); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error of Remove = %v, want %v", err, fs.ErrNotExist)
	}
}

// What a killed run has left of a session is removed with it, and by the next run that keeps it.
func TestStore_left(t *testing.T) {
	t.Parallel()
	store := newStore(t, adele, megan)
	for _, remove := range []func() error{
		func() error { return store.Save(adele) },
		func() error { return store.Remove(t.Context(), adele) },
	} {
		if _, err := store.Reserve(adele); err != nil { // And the run is killed.
			t.Fatal(err)
		}
		kept, err := store.Reserve(megan)
		if err != nil {
			t.Fatal(err)
		}
		if err := remove(); err != nil {
			t.Fatal(err)
		}
		left, err := store.files(func(name string) bool { return strings.Contains(name, ".new-") })
		if want := []string{kept.file.Name()}; err != nil || !slices.Equal(left, want) {
			t.Errorf("files = %v, error %v; want the one of the other session, %v", left, err, want)
		}
		kept.Release()
	}
}

// A home that is no folder has no sessions. One that cannot be read is an error.
func TestStore_nowhere(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"", "/dev/null/x", filepath.Join(file, "sessions"), filepath.Join(file+"x", "sessions")} {
		found, unusable := Store{dir: dir}.Find(Session{})
		if unusable != nil || found != nil {
			t.Errorf("sessions in %q = %v, unusable %v; want none", dir, found, unusable)
		}
	}
	if err := (Store{dir: filepath.Join(file, "sessions")}).Ready(); !isError(err) {
		t.Errorf("Ready in a file: error = %v, want an Error", err)
	}
}
