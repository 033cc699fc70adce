// Extract makes the extracts of what Microsoft publishes about Graph that the tests read, and package permission:
//
//	go run ./internal/cmd/extract -metadata metadata.xml -permissions permissions.json
//
// It runs in the root of the module, downloads nothing, and writes the extract of each file that it is given:
//
//   - internal/provider/testdata/metadata.json, from https://graph.microsoft.com/v1.0/$metadata: the types that are in
//     it already and those of -types, each with all that it refers to. Navigation properties are left out.
//   - internal/permission/permissions.json, from permissions/new/permissions.json in
//     https://github.com/microsoftgraph/microsoft-graph-devx-content: the calls in the table of package permission.
//
// The permissions are not what is published word for word; see [readPermissions] for the rules. A call that the
// published file lacks, such as GET /me/calendarView, keeps the entry that it has in the extract: that is made by hand,
// after a call like it.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

const (
	metadataFile    = "internal/provider/testdata/metadata.json"
	permissionsFile = "internal/permission/permissions.json"
)

func main() {
	err := run(".", os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "extract:", err)
		os.Exit(1)
	}
}

// run makes the extracts of the module in root. What its user should know goes to notes.
func run(root string, args []string, notes io.Writer) error {
	flags := flag.NewFlagSet("extract", flag.ContinueOnError)
	flags.SetOutput(notes)
	metadata := flags.String("metadata", "", "the published metadata, an XML `file`")
	permissions := flags.String("permissions", "", "the published permissions, a JSON `file`")
	more := flags.String("types", "", "`names` of types to add, separated by commas, such as calendar,presence")
	date := flags.String("date", time.Now().Format("January 2006"), "the `month` in which the files were published")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() > 0 || *metadata == "" && (*permissions == "" || *more != "") {
		return errors.New("want -metadata, -permissions or both; -types needs -metadata")
	}
	if *metadata != "" {
		names := strings.FieldsFunc(*more, func(r rune) bool { return r == ',' || r == ' ' })
		read := func(published []byte, present types) (types, error) {
			return readMetadata(published, present, names, *date, notes)
		}
		if err := refresh(filepath.Join(root, metadataFile), *metadata, read); err != nil {
			return err
		}
	}
	if *permissions == "" {
		return nil
	}
	read := func(published []byte, present calls) (calls, error) {
		return readPermissions(published, present, permission.All(), *date, notes)
	}
	return refresh(filepath.Join(root, permissionsFile), *permissions, read)
}

// refresh replaces an extract by one that is made from a published file and from the present extract.
func refresh[T any](extract, published string, read func(published []byte, present T) (T, error)) error {
	var present T
	content, err := os.ReadFile(extract)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(content, &present); err != nil {
		return fmt.Errorf("%s: %w", extract, err)
	}
	if content, err = os.ReadFile(published); err != nil {
		return err
	}
	made, err := read(bytes.TrimPrefix(content, []byte("\ufeff")), present)
	if err != nil {
		return fmt.Errorf("%s: %w", published, err)
	}
	if content, err = format(made); err != nil {
		return err
	}
	return os.WriteFile(extract, content, 0o644)
}

// format returns an extract as it stands in its file.
func format(extract any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	err := e.Encode(extract)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
