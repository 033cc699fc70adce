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
	adele = Session{Authority: "https://login.example", TenantID: "11111111-aaaa", Tenant: "Contoso.com", ClientID: "app", Username: "adele@contoso.com", RefreshToken: "r1", Scopes: []string{"https://graph.example/User.Read"}}
	megan = Session{Authority: "https://login.example", TenantID: "22222222-bbbb", ClientID: "app", Username: "megan@adatum.com", RefreshToken: "r2"}
	dod   = Session{Authority: "https://login.example.us", TenantID: "11111111-aaaa", ClientID: "other", Username: "adele@contoso.us", RefreshToken: "r3"}
)

func saved(t *testing.T, sessions ...Session) Sessions {
	t.Helper()
	store := SessionsIn(filepath.Join(t.TempDir(), "not", "there", "yet"))
	for _, session := range sessions {
		if err := store.Save(session); err != nil {
			t.Fatal(err)
		}
	}
	return store
}

func TestSessions_Find(t *testing.T) {
	t.Parallel()
	store := saved(t, adele, megan, dod)
	for _, c := range []struct {
		authority, tenant, client string
		want                      []Session
	}{
		{"", "", "", []Session{adele, megan, dod}},
		{"https://login.example/", "", "", []Session{adele, megan}},
		{"https://login.example.us", "", "", []Session{dod}},
		{"", "contoso.com", "", []Session{adele}},
		{"", "11111111-AAAA", "", []Session{adele, dod}},
		{"", "", "OTHER", []Session{dod}},
		{"", "fabrikam.com", "", nil},
		{"https://login.example", "", "other", nil},
	} {
		got, err := store.Find(c.authority, c.tenant, c.client)
		if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
			t.Errorf("%+v: %v %s", c, err, diff)
		}
	}
	if err := store.Remove(adele); err != nil {
		t.Fatal(err)
	}
	if got, err := store.Find("", "", ""); err != nil || len(got) != 2 {
		t.Errorf("%v, %v", got, err)
	}
	for _, none := range []Sessions{{}, SessionsIn(filepath.Join(t.TempDir(), "nowhere"))} {
		if got, err := none.Find("", "", ""); err != nil || got != nil {
			t.Errorf("%v, %v", got, err)
		}
	}
	if err := (Sessions{}).Save(adele); err == nil {
		t.Error("kept nowhere")
	}
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

// Each file is one authority, tenant and client, whatever characters they have.
func TestSessions_file(t *testing.T) {
	t.Parallel()
	store := SessionsIn("d")
	for want, session := range map[string]Session{
		"login.example_11111111-aaaa_app.json":       adele,
		"login.example.us_11111111-aaaa_other.json":  dod,
		"127.0.0.1_8080_a_.._b_c.json":               {Authority: "http://127.0.0.1:8080", TenantID: "a", ClientID: "../b/c"},
		"gateway.example_entra_tenant_client_1.json": {Authority: "https://gateway.example/entra/", TenantID: "tenant", ClientID: "Client 1"},
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
				if err := store.Save(changed); err != nil {
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
					if found, err := store.Find("", "", ""); err != nil || len(found) != 1 {
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

func TestSessions_damaged(t *testing.T) {
	t.Parallel()
	store := saved(t, adele)
	if err := os.WriteFile(store.file(adele), []byte(`{"authority":`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Find("", "", ""); err == nil {
		t.Error("half a session was taken")
	}
	_, err := New(t.Context(), Config{Method: "device_login", Authority: adele.Authority, Sessions: store})
	if setting, ok := errors.AsType[*SettingError](err); !ok || setting.Setting != "auth_method" {
		t.Errorf("got %v", err)
	}
	if err := store.Remove(adele); err != nil {
		t.Fatal(err)
	}
	if err := store.Remove(adele); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}

func TestDeviceLogin_choice(t *testing.T) {
	t.Parallel()
	store := saved(t, adele, megan, dod)
	for name, c := range map[string]struct {
		config Config
		method string
		err    string
	}{
		"one that fits":           {Config{TenantID: "contoso.com"}, "device_login", ""},
		"of this application":     {Config{ClientID: "app", TenantID: "11111111-aaaa"}, "device_login", ""},
		"a secret goes first":     {Config{TenantID: "contoso.com", ClientID: "app", ClientSecret: "s"}, "client_secret", ""},
		"so does a chosen CLI":    {Config{TenantID: "contoso.com", UseCLI: new(true)}, "azure_cli", ""},
		"more than one":           {Config{}, "", "tenant_id: More than one person or application is signed in by device code."},
		"none, so the CLI":        {Config{TenantID: "fabrikam.com"}, "azure_cli", ""},
		"none, and it is asked":   {Config{TenantID: "fabrikam.com", Method: "device_login"}, "", "nobody is signed in"},
		"none of another's app":   {Config{ClientID: "third"}, "", "client_secret: client_id names an application to sign in as, but there is no credential for it."},
		"another cloud":           {Config{Authority: "https://login.example.us"}, "device_login", ""},
		"a cloud without session": {Config{Authority: "https://login.example.cn"}, "azure_cli", ""},
	} {
		c.config.Sessions = store
		if c.config.Authority == "" {
			c.config.Authority = "https://login.example"
		}
		source, err := New(t.Context(), c.config)
		if source.Method != c.method || fmt.Sprint(err) != c.err && (err != nil || c.err != "") {
			t.Errorf("%s: got %q, %v", name, source.Method, err)
		}
	}
}
