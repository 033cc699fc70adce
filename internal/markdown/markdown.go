// Package markdown reads the pages of this repository, for the tests that check what they say.
package markdown

import (
	"bytes"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// A Page is a Markdown file.
type Page struct {
	Path    string // relative to the root of the repository, with slashes
	Blocks  []Block
	Links   []string        // destinations of links and pictures
	Anchors map[string]bool // ids of the headings, as GitHub and the registries make them, and of <a> elements
}

// A Block is a fenced code block.
type Block struct {
	Language string // "" if the fence names none
	Section  string // the id of the heading above; "" if there is none
	Code     string
}

// leftOut are folders of the root without pages of ours: what building and releasing leave, as in .gitignore, and
// templates, of which docs has the result.
var leftOut = []string{"bin", "dist", "mirror", "node_modules", "templates"}

// Pages returns all pages below root, which is the root of the repository. It leaves out hidden folders, and those that
// hold no pages of ours.
func Pages(root string) ([]*Page, error) {
	var pages []*Page
	files := os.DirFS(root)
	err := fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			hidden := name != "." && strings.HasPrefix(path.Base(name), ".")
			if hidden || slices.Contains(leftOut, name) {
				return fs.SkipDir
			}
			return nil
		case path.Ext(name) != ".md":
			return nil
		}
		source, err := fs.ReadFile(files, name)
		page := parse(source)
		page.Path = name
		pages = append(pages, page)
		return err
	})
	return pages, err
}

// anchor matches the element that tfplugindocs writes where it links to.
var anchor = regexp.MustCompile(`^<a id="([^"]*)">`)

// parse returns the page in source, which may begin with front matter.
func parse(source []byte) *Page {
	if rest, found := bytes.CutPrefix(source, []byte("---\n")); found {
		_, source, _ = bytes.Cut(rest, []byte("\n---\n"))
	}
	reader := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	document := reader.Parser().Parse(text.NewReader(source))
	page := &Page{Anchors: map[string]bool{}}
	section := ""
	// The walk fails only if the function does.
	_ = ast.Walk(document, func(node ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch node := node.(type) {
		case *ast.Heading:
			if id, found := node.AttributeString("id"); found {
				section = string(id.([]byte)) //nolint:forcetypeassert // The parser makes it of bytes.
				page.Anchors[section] = true
			}
		case *ast.FencedCodeBlock:
			page.Blocks = append(page.Blocks, Block{
				Language: string(node.Language(source)), Section: section, Code: string(node.Lines().Value(source)),
			})
		case *ast.RawHTML:
			if id := anchor.FindSubmatch(node.Segments.Value(source)); id != nil {
				page.Anchors[string(id[1])] = true
			}
		case *ast.Link:
			page.Links = append(page.Links, string(node.Destination))
		case *ast.Image:
			page.Links = append(page.Links, string(node.Destination))
		}
		return ast.WalkContinue, nil
	})
	return page
}
