// Lint checks the house rules that golangci-lint has no linter for, in the Go files below the current directory.
package main

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

const maxFileLines, maxFuncLines, maxParams = 300, 50, 5

// verb matches the second word of a doc comment if the standard library would use another one.
var verb = regexp.MustCompile(`^(gives|says|tells|knows)\b`)

func main() {
	found, err := lintTree(".")
	if err != nil {
		found = append(found, err.Error())
	}
	if len(found) > 0 {
		fmt.Println(strings.Join(found, "\n"))
		os.Exit(1)
	}
}

// lintTree returns the complaints about all Go files below root.
func lintTree(root string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && path != root && (name == "testdata" || name[0] == '.') {
			return filepath.SkipDir
		}
		if entry.IsDir() || filepath.Ext(path) != ".go" {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		complaints, err := lintFile(filepath.ToSlash(path), src)
		found = append(found, complaints...)
		return err
	})
	return found, err
}

// checker collects the complaints about one file.
type checker struct {
	fset    *token.FileSet
	test    bool
	found   []string
	longest int // Lines of the longest composite literal.
}

// lintFile returns the complaints about one file.
func lintFile(path string, src []byte) ([]string, error) {
	c := &checker{fset: token.NewFileSet(), test: strings.HasSuffix(path, "_test.go")}
	file, err := parser.ParseFile(c.fset, path, src, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	synctest := slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool {
		return i.Path.Value == `"testing/synctest"`
	})
	ast.Inspect(file, func(n ast.Node) bool {
		c.docs(n)
		if !c.test {
			c.sizes(n)
		} else if s, ok := n.(*ast.SelectorExpr); ok && !synctest && isName(s, "time", "Sleep") {
			c.complain(n, "time.Sleep in a test without testing/synctest")
		}
		return true
	})
	if lines := c.fset.File(file.Pos()).LineCount(); !c.test && lines > maxFileLines && c.longest*2 < lines {
		c.complain(file, "file has %d lines, more than %d", lines, maxFileLines)
	}
	return c.found, nil
}

func (c *checker) complain(n ast.Node, format string, args ...any) {
	p := c.fset.Position(n.Pos())
	c.found = append(c.found, fmt.Sprintf("%s:%d: %s", p.Filename, p.Line, fmt.Sprintf(format, args...)))
}

// docs checks the verbs of doc comments.
func (c *checker) docs(n ast.Node) {
	switch n := n.(type) {
	case *ast.FuncDecl:
		c.doc(n.Doc, n.Name)
	case *ast.GenDecl:
		for _, spec := range n.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				c.doc(cmp.Or(s.Doc, n.Doc), s.Name)
			case *ast.ValueSpec:
				c.doc(cmp.Or(s.Doc, n.Doc), s.Names...)
			}
		}
	case *ast.Field:
		c.doc(n.Doc, n.Names...)
	}
}

func (c *checker) doc(doc *ast.CommentGroup, names ...*ast.Ident) {
	if doc == nil {
		return
	}
	for _, name := range names {
		rest, ok := strings.CutPrefix(doc.Text(), name.Name+" ")
		if word := verb.FindString(rest); ok && word != "" {
			c.complain(doc, "doc comment of %s: %q is not a verb of the standard library", name.Name, word)
		}
	}
}

// sizes checks what only code that is not a test must keep to.
func (c *checker) sizes(n ast.Node) {
	lines := func() int { return c.fset.Position(n.End()).Line - c.fset.Position(n.Pos()).Line + 1 }
	switch n := n.(type) {
	case *ast.FuncDecl:
		if lines() > maxFuncLines {
			c.complain(n, "%s has %d lines, more than %d", n.Name.Name, lines(), maxFuncLines)
		}
	case *ast.FuncType:
		if count := n.Params.NumFields(); count > maxParams {
			c.complain(n, "%d parameters, more than %d", count, maxParams)
		}
	case *ast.CompositeLit:
		c.longest = max(c.longest, lines())
	case *ast.StructType:
		for _, field := range n.Fields.List {
			if s, ok := field.Type.(*ast.SelectorExpr); ok && isName(s, "context", "Context") {
				c.complain(field, "context.Context in a struct: pass it as a parameter")
			}
		}
	}
}

func isName(s *ast.SelectorExpr, pkg, name string) bool {
	x, ok := s.X.(*ast.Ident)
	return ok && x.Name == pkg && s.Sel.Name == name
}
