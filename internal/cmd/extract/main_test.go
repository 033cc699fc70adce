package main

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/golden"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

func TestExtract_metadata(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		present, more     []string
		golden, err, note string
	}{
		"types of the extract": {present: []string{"event"}, golden: "event.json"},
		"another type":         {present: []string{"event"}, more: []string{"calendar"}, golden: "event_calendar.json"},
		"enum":                 {more: []string{"unused"}, golden: "enum.json"},
		"type that is gone": {
			present: []string{"event", "gone"}, golden: "event.json", note: "The type gone is not published",
		},
		"misspelt type": {more: []string{"evnt"}, err: "no type evnt"},
		"missing base":  {more: []string{"broken"}, err: "broken: no type missing"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			present := types{Types: map[string]object{}}
			for _, name := range test.present {
				present.Types[name] = object{}
			}
			var notes strings.Builder
			published := readFile(t, "testdata/metadata.xml")
			got, err := readMetadata(published, present, test.more, "May 2026", &notes)
			checkOutcome(t, err, test.err, notes.String(), test.note)
			if test.golden != "" {
				golden.Equal(t, test.golden, formatted(t, got))
			}
		})
	}
}

func TestExtract_permissions(t *testing.T) {
	t.Parallel()
	byHand := entry{Method: "GET", Path: "/me/policy", Delegated: needed{Least: []string{"By.Hand"}}}
	tests := map[string]struct {
		calls             []string
		golden, err, note string
	}{
		"published calls": {
			calls:  []string{"POST /me/sendMail", "GET /me/calendars", "GET /users/{id}/calendars"},
			golden: "calls.json",
		},
		"entry by hand": {
			calls: []string{"GET /me/policy"}, golden: "kept.json", note: "The call GET /me/policy is not published",
		},
		"no entry":     {calls: []string{"GET /me/manager"}, err: "no call GET /me/manager: add its entry"},
		"other method": {calls: []string{"PATCH /me/calendars"}, err: "no call PATCH /me/calendars"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var table []permission.Call
			for _, name := range test.calls {
				table = append(table, permission.Call{Name: name})
			}
			var notes strings.Builder
			published, present := readFile(t, "testdata/permissions.json"), calls{Calls: []entry{byHand}}
			got, err := readPermissions(published, present, table, "May 2026", &notes)
			checkOutcome(t, err, test.err, notes.String(), test.note)
			if test.golden != "" {
				golden.Equal(t, test.golden, formatted(t, got))
			}
		})
	}
}

// An invalid file leaves the extract unchanged.
func TestExtract_run(t *testing.T) {
	t.Parallel()
	const before = `{"source":"","types":{"event":{}}}`
	bom := filepath.Join(t.TempDir(), "bom.xml")
	writeFile(t, bom, "\ufeff"+string(readFile(t, "testdata/metadata.xml")))
	event := string(readFile(t, "testdata/event.json"))
	tests := map[string]struct {
		args      []string
		err, want string
	}{
		"metadata":        {args: []string{"-metadata", "testdata/metadata.xml"}, want: event},
		"byte order mark": {args: []string{"-metadata", bom}, want: event},
		"two types": {
			args: []string{"-metadata", bom, "-types", "calendar, unused,"},
			want: strings.Replace(string(readFile(t, "testdata/event_calendar.json")),
				"\n  ]\n }\n}", "\n  ],\n  \"unused\": [\n   \"none\"\n  ]\n }\n}", 1),
		},
		"metadata from JSON":   {args: []string{"-metadata", "testdata/permissions.json"}, err: "EOF"},
		"other XML":            {args: []string{"-metadata", "testdata/other.xml"}, err: "no types"},
		"permissions from XML": {args: []string{"-permissions", "testdata/metadata.xml"}, err: "invalid character"},
		"other JSON":           {args: []string{"-permissions", "testdata/event.json"}, err: "no permissions"},
		"no such file":         {args: []string{"-metadata", "testdata/none"}, err: "testdata/none"},
		"no arguments":         {err: "want -metadata, -permissions or both"},
		"types only":           {args: []string{"-types", "a", "-permissions", "b"}, err: "-types needs -metadata"},
		"positional argument":  {args: []string{"-metadata", bom, "b"}, err: "want -metadata"},
		"help":                 {args: []string{"-h"}, err: flag.ErrHelp.Error()},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			writeFile(t, filepath.Join(root, metadataFile), before)
			writeFile(t, filepath.Join(root, permissionsFile), "{}")
			var notes strings.Builder
			err := run(root, append([]string{"-date", "May 2026"}, test.args...), &notes)
			want := test.want
			if test.err != "" {
				want = before
				notes.Reset()
			}
			checkOutcome(t, err, test.err, notes.String(), "")
			if got := string(readFile(t, filepath.Join(root, metadataFile))); got != want {
				t.Errorf("extract =\n%s\nwant\n%s", got, want)
			}
		})
	}
}

// The extracts are in the format that the command writes, so its next run changes only what Microsoft has changed.
func TestExtract_format(t *testing.T) {
	t.Parallel()
	for file, extract := range map[string]any{metadataFile: &types{}, permissionsFile: &calls{}} {
		content := readFile(t, filepath.Join("../../..", file))
		if err := json.Unmarshal(content, extract); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(formatted(t, extract), string(content)); diff != "" {
			t.Errorf("format of %s (-want +got):\n%s", file, diff)
		}
	}
}

// checkOutcome checks that the error and the notes contain the wanted texts.
func checkOutcome(t *testing.T, err error, wantErr, notes, wantNotes string) {
	t.Helper()
	if (err == nil) != (wantErr == "") || err != nil && !strings.Contains(err.Error(), wantErr) {
		t.Fatalf("error = %v, want one with %q", err, wantErr)
	}
	if (notes == "") != (wantNotes == "") || !strings.Contains(notes, wantNotes) {
		t.Errorf("notes = %q, want %q in them", notes, wantNotes)
	}
}

// formatted returns an extract in the format of its file.
func formatted(t *testing.T, extract any) string {
	t.Helper()
	content, err := format(extract)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func writeFile(t *testing.T, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
