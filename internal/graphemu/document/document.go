// Package document reads JSON that people write, and says what is wrong with it: the line, the place, and what may be
// written there. Unlike encoding/json, it reports doubled names and all mistakes at once.
package document

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
)

// A Kind is a kind of JSON value.
type Kind int

// The kinds of JSON values.
const (
	Null Kind = iota
	Boolean
	Number
	Text
	List
	Object
)

func (k Kind) String() string {
	return [...]string{"null", "true or false", "a number", "a text in quotes", "a list", "an object"}[k]
}

// A Node is a JSON value and where it is.
type Node struct {
	Kind    Kind
	Line    int
	Path    string   // such as "users[2].manager"; empty for the whole document
	Value   any      // of a Boolean, a bool; of a Number, a json.Number; of a Text, a string
	Items   []*Node  // of a List
	Members []Member // of an Object, in the order of the document
}

// A Member is a name of an object and its value.
type Member struct {
	Name  string
	Value *Node
}

// A Problem is what is wrong at a place of a document.
type Problem struct {
	Line int
	Path string
	Text string
}

func (p *Problem) Error() string {
	if p.Path == "" {
		return fmt.Sprintf("line %d: %s", p.Line, p.Text)
	}
	return fmt.Sprintf("line %d, %s: %s", p.Line, p.Path, p.Text)
}

// Problemf returns a problem with the value.
func (n *Node) Problemf(format string, args ...any) *Problem {
	return &Problem{Line: n.Line, Path: n.Path, Text: fmt.Sprintf(format, args...)}
}

// Get returns the member of an object, or nil if it has none of that name.
func (n *Node) Get(name string) *Node {
	if n == nil {
		return nil
	}
	for _, m := range n.Members {
		if m.Name == name {
			return m.Value
		}
	}
	return nil
}

// Text returns the text that a member has, or "".
func (n *Node) Text(name string) string {
	text, _ := n.Get(name).value().(string)
	return text
}

// Flag reports whether a member is true.
func (n *Node) Flag(name string) bool {
	flag, _ := n.Get(name).value().(bool)
	return flag
}

// Int returns the whole number that a member has, or 0.
func (n *Node) Int(name string) int {
	number, _ := n.Get(name).value().(json.Number)
	whole, _ := number.Int64() // check has refused others.
	return int(whole)
}

func (n *Node) value() any {
	if n == nil {
		return nil
	}
	return n.Value
}

// List returns the items of a member that is a list.
func (n *Node) List(name string) []*Node {
	if list := n.Get(name); list != nil {
		return list.Items
	}
	return nil
}

// Plain returns the value as encoding/json decodes it, with a [json.Number] for each number.
func (n *Node) Plain() any {
	switch n.Kind {
	case List:
		list := make([]any, len(n.Items))
		for i, item := range n.Items {
			list[i] = item.Plain()
		}
		return list
	case Object:
		object := make(map[string]any, len(n.Members))
		for _, m := range n.Members {
			object[m.Name] = m.Value.Plain()
		}
		return object
	default:
		return n.Value
	}
}

// Read reads a document of a shape. Its error joins a [Problem] for each mistake that it finds.
func Read(document []byte, shape *Shape) (*Node, error) {
	document = bytes.TrimPrefix(document, []byte("\uFEFF")) // Editors on Windows write a byte order mark.
	p := &parser{document: document, decoder: json.NewDecoder(bytes.NewReader(document))}
	p.decoder.UseNumber()
	root, err := p.value("")
	if err == nil {
		err = p.end()
	}
	if err != nil {
		return nil, p.explain(err)
	}
	return root, Join(append(p.problems, shape.check(root)...))
}

// Join returns an error that has the problems in the order of their lines, or nil if there are none.
func Join(problems []*Problem) error {
	slices.SortStableFunc(problems, func(a, b *Problem) int { return cmp.Compare(a.Line, b.Line) })
	list := make([]error, len(problems))
	for i, p := range problems {
		list[i] = p
	}
	return errors.Join(list...)
}

type parser struct {
	document []byte
	decoder  *json.Decoder
	counted  int        // bytes whose lines are in lines
	lines    int        // ends of lines
	depth    int        // of the lists and objects around what is read
	problems []*Problem // doubled names
}

// maxDepth is how deep lists and objects may be nested. Each level makes all paths below it longer.
const maxDepth = 100

// line returns the line of what the decoder has read last.
func (p *parser) line() int {
	offset := int(p.decoder.InputOffset())
	p.lines += bytes.Count(p.document[p.counted:offset], []byte("\n"))
	p.counted = offset
	return 1 + p.lines
}

func (p *parser) lineAt(offset int64) int {
	return 1 + bytes.Count(p.document[:min(int(offset), len(p.document))], []byte("\n"))
}

// explain returns an error of the decoder with its line.
func (p *parser) explain(err error) error {
	if _, ok := errors.AsType[*Problem](err); ok {
		return err
	}
	if syntax, ok := errors.AsType[*json.SyntaxError](err); ok {
		return &Problem{Line: p.lineAt(syntax.Offset), Text: "this is not JSON: " + syntax.Error()}
	}
	return &Problem{Line: p.line(), Text: "this is not JSON: the document ends too early"}
}

// end returns an error if something follows the document.
func (p *parser) end() error {
	if _, err := p.decoder.Token(); !errors.Is(err, io.EOF) {
		return cmp.Or(err, error(&Problem{Line: p.line(), Text: "something follows the end of the document"}))
	}
	return nil
}

func (p *parser) value(path string) (*Node, error) {
	token, err := p.decoder.Token()
	if err != nil {
		return nil, err
	}
	n := &Node{Line: p.line(), Path: path, Value: token}
	switch token := token.(type) {
	case bool:
		n.Kind = Boolean
	case json.Number:
		n.Kind = Number
	case string:
		n.Kind = Text
	case json.Delim:
		n.Value = nil
		if p.depth == maxDepth {
			return nil, &Problem{Line: n.Line, Text: fmt.Sprintf("more than %d lists and objects are in each other", maxDepth)}
		}
		p.depth++
		defer func() { p.depth-- }()
		if token == '[' {
			return n, p.list(n)
		}
		return n, p.object(n)
	}
	return n, nil
}

func (p *parser) list(n *Node) error {
	n.Kind = List
	for p.decoder.More() {
		item, err := p.value(n.Path + "[" + strconv.Itoa(len(n.Items)) + "]")
		if err != nil {
			return err
		}
		n.Items = append(n.Items, item)
	}
	_, err := p.decoder.Token()
	return err
}

func (p *parser) object(n *Node) error {
	n.Kind = Object
	for p.decoder.More() {
		token, err := p.decoder.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string) // The decoder takes nothing else for a name.
		path, line := name, p.line()
		if n.Path != "" {
			path = n.Path + "." + name
		}
		if earlier := n.Get(name); earlier != nil {
			p.problems = append(p.problems, &Problem{
				Line: line, Path: path, Text: fmt.Sprintf("the name is written twice; it is on line %d too", earlier.Line),
			})
		}
		value, err := p.value(path)
		if err != nil {
			return err
		}
		n.Members = append(n.Members, Member{name, value})
	}
	_, err := p.decoder.Token()
	return err
}
