package graphemu

import (
	"encoding/json"
	"io/fs"
	"net/http"
	"strings"
	"testing"
)

// noFile is the open of a company that names no files.
func noFile(string) ([]byte, error) { return nil, fs.ErrNotExist }

// FuzzReadCompany holds what the emulator makes of a company against the file: it has the users that encoding/json
// finds there, and each of its lists is answered.
func FuzzReadCompany(f *testing.F) {
	for _, company := range []string{
		`{}`,
		`{"users":[{"userPrincipalName":"ada@b.c"},{"userPrincipalName":"ada@b.c"}]}`,
		`{"users":[{"id":null,"userPrincipalName":"ada@b.c"}]}`,
		`{"users":[{"userPrincipalName":"a_b.c#EXT#@d.e","manager":"A","mailNickname":null,"displayName":null,"mail":null}]}`,
		`{"users":[{"userPrincipalName":"ada@b.c","licenses":["X"],"extension_a_b":{}}],
			"groups":[{"displayName":"G","groupTypes":["Unified"],"members":["*","generated 0-1","G","R"],"owners":["Ada"]}],
			"teams":[{"displayName":"G","channels":[{"displayName":"C","membershipType":"shared","sharedWith":["G"]}]}],
			"events":[{"in":["*","G"],"start":"+1d 23:59","repeat":{"days":7,"times":3}},
				{"subject":"S","in":["Ada"],"start":"2026-01-20T00:00","allDay":true,"properties":{"showAs":"oof"}}],
			"mailboxes":{"Ada":{"away":[-1,2],"locale":"de"}},"photos":{"*":{"sizes":[48]},"Ada":{"none":"1x1"}},
			"contacts":[{"displayName":"C","manager":"Ada","reports":["Ada"]}],
			"directoryRoles":[{"displayName":"R","members":["C"]}],
			"organization":{"city":"B"},"subscribedSkus":[{"skuPartNumber":"X","servicePlans":[{}]}]}`,
		`{"extends":"contoso","users":[{"userPrincipalName":"new@contoso.com","manager":"Adele Vance"}],
			"teams":[{"displayName":"Engineering"}],"photos":{"*":{}}}`,
	} {
		f.Add([]byte(company))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		company, err := ReadCompany(file, noFile)
		if err != nil {
			return
		}
		var written struct {
			Extends string            `json:"extends"`
			Users   []json.RawMessage `json:"users"`
		}
		if err := json.Unmarshal([]byte(strings.TrimPrefix(string(file), "\uFEFF")), &written); err != nil {
			t.Fatalf("got a company of %s, want the error %v", file, err)
		}
		server := New(Options{Seed: company, Users: 2})
		if want := len(written.Users) + 2; written.Extends == "" && len(server.People()) != want+1 {
			t.Errorf("people = %d, want %d of %s", len(server.People())-1, want, file)
		}
		_, _, _ = server.Groups(), server.Teams(), server.Calendars() // They look all names up.
		a := &asker{t: t, server: server, token: server.PersonToken("")}
		for _, route := range server.Routes() {
			if route.Method != http.MethodGet || strings.Contains(route.Path, "{") {
				continue
			}
			path := route.Path
			if strings.HasSuffix(path, "/calendarView") {
				path += "?startDateTime=2026-01-01T00:00:00Z&endDateTime=2026-12-01T00:00:00Z"
			}
			if got := a.get(path); got.status >= http.StatusInternalServerError {
				t.Errorf("%s: got %d %s", path, got.status, got.text)
			}
		}
	})
}
