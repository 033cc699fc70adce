package auth

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
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
func newStore(t *testing.T, sessions ...Session) Sessions {
	t.Helper()
	store := Sessions{dir: filepath.Join(t.TempDir(), "not", "there", "[yet]")}
	if err := store.ready(); err != nil {
		t.Fatal(err)
	}
	for _, session := range sessions {
		if err := store.save(session); err != nil {
			t.Fatal(err)
		}
	}
	return store
}

func TestSessions_Find(t *testing.T) {
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
		got, err := store.Find(c.filter)
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("Find(%+v): error %v; sessions (-want +got):\n%s", c.filter, err, diff)
		}
	}
	if err := store.Remove(t.Context(), adele); err != nil {
		t.Fatal(err)
	}
	if got, err := store.Find(Session{}); err != nil || len(got) != 2 {
		t.Errorf("sessions after Remove = %v, error %v; want 2", got, err)
	}
	for _, none := range []Sessions{{}, {dir: filepath.Join(t.TempDir(), "nowhere")}} {
		if got, err := none.Find(Session{}); err != nil || got != nil {
			t.Errorf("sessions in %q = %v, error %v; want none", none.dir, got, err)
		}
	}
	if err := (Sessions{}).ready(); !isStoreError(err) {
		t.Errorf("ready without a directory: error = %v, want a StoreError", err)
	}
}

// isStoreError reports whether err is a StoreError.
func isStoreError(err error) bool {
	_, ok := errors.AsType[*StoreError](err)
	return ok
}

func TestSessions_fileModes(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no file modes; there the user's own directory is private")
	}
	store := newStore(t, adele)
	unlock, err := store.lock(t.Context(), adele)
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

// The name of a file consists of cloud, tenant and client, whatever characters these contain.
func TestSessions_file(t *testing.T) {
	t.Parallel()
	store := Sessions{dir: "d"}
	for want, session := range map[string]Session{
		"login.example_graph.example_11111111-aaaa_app.json":         adele,
		"login.example.us_graph.example.us_11111111-aaaa_other.json": dod,
		"127.0.0.1_8080__a_.._b_c.json": {
			Authority: "http://127.0.0.1:8080", TenantID: "a", ClientID: "../b/c",
		},
		"gateway.example_entra_api___gateway_tenant_client_1.json": {
			Authority: "https://gateway.example/entra/", Resource: "api://gateway",
			TenantID: "tenant", ClientID: "Client 1",
		},
		"login.example.us_dod-graph.example.us_11111111-aaaa_app.json": {
			Authority: "https://login.example.us", Resource: "https://dod-graph.example.us",
			TenantID: "11111111-aaaa", ClientID: "app",
		},
	} {
		if got := filepath.Base(store.file(session)); got != want {
			t.Errorf("file of %+v = %s, want %s", session, got, want)
		}
	}
}

// A session that is read during writes is complete.
func TestSessions_readDuringWrites(t *testing.T) {
	t.Parallel()
	store := newStore(t, adele)
	var writers, readers sync.WaitGroup
	done := make(chan struct{})
	for i := range 4 {
		writers.Go(func() {
			for range 50 {
				changed := adele
				changed.RefreshToken = strings.Repeat(fmt.Sprint(i), 4096)
				if err := store.save(changed); err != nil {
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
					if found, err := store.Find(Session{}); err != nil || len(found) != 1 {
						t.Errorf("sessions %v, error %v; want one", found, err)
					}
				}
			}
		})
	}
	writers.Wait()
	close(done)
	readers.Wait()
	left, err := filepath.Glob(filepath.Join(store.dir, ".new-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("temporary files = %v, error %v; want none", left, err)
	}
}

// A damaged file is an error if it could be the wanted session. It never makes a run continue as another person.
func TestSessions_damaged(t *testing.T) {
	t.Parallel()
	store := newStore(t, adele, megan)
	if err := os.WriteFile(store.file(adele), []byte(`{"authority":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if found, err := store.Find(Session{}); len(found) != 1 || !isStoreError(err) {
		t.Errorf("sessions %v, error %v; want one and a StoreError", found, err)
	}
	config := Config{Authority: adele.Authority, Scope: "https://graph.example/.default", Sessions: store}
	if source, err := New(config); err != nil || source.Method != "device_login" {
		t.Errorf("source %+v, error %v; want device_login", source, err)
	}
	config.Settings = environment(map[Setting]string{TenantID: "contoso.com"})
	if source, err := New(config); !isStoreError(err) {
		t.Errorf("source %+v, error %v; want a StoreError", source, err)
	}
	if err := store.Clear(); err != nil {
		t.Fatal(err)
	}
	if left, err := store.files(""); err != nil || len(left) > 0 {
		t.Errorf("files after Clear = %v, error %v; want none", left, err)
	}
	if err := store.Remove(t.Context(), adele); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error of Remove = %v, want %v", err, fs.ErrNotExist)
	}
}

func TestDeviceLogin_choice(t *testing.T) {
	t.Parallel()
	store := newStore(t, adele, megan, dod)
	type texts = map[Setting]string
	for name, c := range map[string]struct {
		settings texts
		host     string // the host of the authority without "login."
		method   string
		err      string
	}{
		"session of the tenant":      {texts{TenantID: "contoso.com"}, "example", "device_login", ""},
		"session of the application": {texts{ClientID: "app", TenantID: "11111111-aaaa"}, "example", "device_login", ""},
		"secret before session": {
			texts{TenantID: "t", ClientID: "app", ClientSecret: "s"}, "example", "client_secret", "",
		},
		"use_cli before session": {texts{TenantID: "contoso.com", UseCLI: "true"}, "example", "azure_cli", ""},
		"several sessions": {
			texts{}, "example", "",
			"tenant_id: More than one person or application is signed in by device code: " +
				"adele@contoso.com in the tenant 11111111-aaaa with the application app; " +
				"megan@adatum.com in the tenant 22222222-bbbb with the application app.",
		},
		"no session":               {texts{TenantID: "fabrikam.com"}, "example", "azure_cli", ""},
		"forced without a session": {texts{TenantID: "f.com", Method: "device_login"}, "example", "", "nobody is signed in"},
		"no session of the application": {
			texts{ClientID: "third"}, "example", "",
			"client_secret: client_id is set, but there is no credential to sign in as that application.",
		},
		"another cloud":           {texts{}, "example.us", "device_login", ""},
		"cloud without a session": {texts{}, "example.cn", "azure_cli", ""},
	} {
		method := ""
		source, err := New(Config{
			Settings: environment(c.settings), Sessions: store,
			Authority: "https://login." + c.host, Scope: "https://graph." + c.host + "/.default",
		})
		if err == nil {
			method = source.Method
		}
		if method != c.method || fmt.Sprint(err) != c.err && (err != nil || c.err != "") {
			t.Errorf("%s: method %q, error %v; want method %q, error %q", name, method, err, c.method, c.err)
		}
	}
}
