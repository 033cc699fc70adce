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

func saved(t *testing.T, sessions ...Session) Sessions {
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
	store := saved(t, adele, megan, dod)
	for _, c := range []struct {
		want  Session
		found []Session
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
		got, err := store.Find(c.want)
		if diff := cmp.Diff(c.found, got); err != nil || diff != "" {
			t.Errorf("%+v: %v %s", c.want, err, diff)
		}
	}
	if err := store.Remove(t.Context(), adele); err != nil {
		t.Fatal(err)
	}
	if got, err := store.Find(Session{}); err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
	for _, none := range []Sessions{{}, {dir: filepath.Join(t.TempDir(), "nowhere")}} {
		if got, err := none.Find(Session{}); err != nil || got != nil {
			t.Errorf("%v, %v", got, err)
		}
	}
	if err := (Sessions{}).ready(); !isStore(err) {
		t.Errorf("kept nowhere: %v", err)
	}
}

func isStore(err error) bool {
	_, ok := errors.AsType[*StoreError](err)
	return ok
}

func TestSessions_onlyTheOwnerReads(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no such bits: the folder of the user is private there")
	}
	store := saved(t, adele)
	unlock, err := store.lock(t.Context(), adele)
	if err != nil {
		t.Fatal(err)
	}
	unlock()
	files, err := os.ReadDir(store.dir)
	if err != nil || len(files) != 2 {
		t.Fatalf("%v, %v", files, err)
	}
	for _, file := range files {
		info, err := file.Info()
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %s, %v", file.Name(), info.Mode(), err)
		}
	}
	if info, err := os.Stat(store.dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder has mode %s, %v", info.Mode(), err)
	}
}

// Each file is one cloud, tenant and client, whatever characters they have.
func TestSessions_file(t *testing.T) {
	t.Parallel()
	store := Sessions{dir: "d"}
	for want, session := range map[string]Session{
		"login.example_graph.example_11111111-aaaa_app.json":           adele,
		"login.example.us_graph.example.us_11111111-aaaa_other.json":   dod,
		"127.0.0.1_8080__a_.._b_c.json":                                {Authority: "http://127.0.0.1:8080", TenantID: "a", ClientID: "../b/c"},
		"gateway.example_entra_api___gateway_tenant_client_1.json":     {Authority: "https://gateway.example/entra/", Resource: "api://gateway", TenantID: "tenant", ClientID: "Client 1"},
		"login.example.us_dod-graph.example.us_11111111-aaaa_app.json": {Authority: "https://login.example.us", Resource: "https://dod-graph.example.us", TenantID: "11111111-aaaa", ClientID: "app"},
	} {
		if got := filepath.Base(store.file(session)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// Whoever reads while others write sees a whole session.
func TestSessions_readersSeeWholeFiles(t *testing.T) {
	t.Parallel()
	store := saved(t, adele)
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
						t.Errorf("%v, %v", found, err)
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
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// A damaged file is told of only where it could be the one that is wanted, and never makes a run go on as somebody
// else.
func TestSessions_damaged(t *testing.T) {
	t.Parallel()
	store := saved(t, adele, megan)
	if err := os.WriteFile(store.file(adele), []byte(`{"authority":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if found, err := store.Find(Session{}); len(found) != 1 || !isStore(err) {
		t.Errorf("%v, %v", found, err)
	}
	config := Config{Authority: adele.Authority, Scope: "https://graph.example/.default", Sessions: store}
	if source, err := New(config); err != nil || source.Method != "device_login" {
		t.Errorf("%+v, %v", source, err)
	}
	config.Settings = environment(map[Setting]string{TenantID: "contoso.com"})
	if source, err := New(config); !isStore(err) {
		t.Errorf("%+v, %v; want a StoreError", source, err)
	}
	if err := store.Clear(); err != nil {
		t.Fatal(err)
	}
	if left, err := store.files(""); err != nil || len(left) > 0 {
		t.Errorf("left: %v, %v", left, err)
	}
	if err := store.Remove(t.Context(), adele); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestDeviceLogin_choice(t *testing.T) {
	t.Parallel()
	store := saved(t, adele, megan, dod)
	type texts = map[Setting]string
	for name, c := range map[string]struct {
		settings texts
		host     string // of the authority, without "login."
		method   string
		err      string
	}{
		"one that fits":        {texts{TenantID: "contoso.com"}, "example", "device_login", ""},
		"of this application":  {texts{ClientID: "app", TenantID: "11111111-aaaa"}, "example", "device_login", ""},
		"a secret goes first":  {texts{TenantID: "t", ClientID: "app", ClientSecret: "s"}, "example", "client_secret", ""},
		"so does a chosen CLI": {texts{TenantID: "contoso.com", UseCLI: "true"}, "example", "azure_cli", ""},
		"more than one": {texts{}, "example", "", "tenant_id: More than one person or application is signed in by device " +
			"code: adele@contoso.com in the tenant 11111111-aaaa with the application app; megan@adatum.com in the tenant " +
			"22222222-bbbb with the application app."},
		"none, so the CLI":       {texts{TenantID: "fabrikam.com"}, "example", "azure_cli", ""},
		"none, and it is forced": {texts{TenantID: "f.com", Method: "device_login"}, "example", "", "nobody is signed in"},
		"none of this application": {texts{ClientID: "third"}, "example", "",
			"client_secret: client_id names an application to sign in as, but there is no credential for it."},
		"another cloud":           {texts{}, "example.us", "device_login", ""},
		"a cloud without session": {texts{}, "example.cn", "azure_cli", ""},
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
			t.Errorf("%s: method %q, error %v; want %q, %s", name, method, err, c.method, c.err)
		}
	}
}
