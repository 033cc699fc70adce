package graphemu

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/document"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
)

// faultShape is a [Fault] as JSON.
var faultShape = late.Value[*document.Shape]{Make: func() *document.Shape {
	text, flag := &document.Shape{Kind: document.Text}, &document.Shape{Kind: document.Boolean}
	number := &document.Shape{Kind: document.Number}
	return &document.Shape{Kind: document.Object, Fields: []document.Field{
		{Name: "method", Shape: text, Help: "the HTTP method that it concerns; any by default"},
		{
			Name: "pathPrefix", Shape: &document.Shape{Kind: document.Text, Accepts: acceptPath},
			Help: "how the path begins, such as /v1.0/users; by default, each request to Graph. " +
				"The sign-in is at /TENANT_ID/oauth2/v2.0/token",
		},
		{Name: "every", Shape: number, Help: "each n-th of these requests; each one by default"},
		{Name: "times", Shape: number, Help: "how often at most; without end by default"},
		{
			Name: "delay", Shape: &document.Shape{Kind: document.Text, Accepts: acceptDuration},
			Help: "a time to wait first, such as 1.5s",
		},
		{
			Name: "status", Shape: &document.Shape{Kind: document.Number, Min: 200, Max: 599},
			Help: "answer with this status, and with the body that Graph has for it",
		},
		{
			Name: "body", Shape: &document.Shape{Kind: document.Text, Accepts: acceptBody},
			Help: "the body to answer with status, in place of Graph's",
		},
		{
			Name: "header", Shape: &document.Shape{Kind: document.Object, Items: text},
			Help: "headers of the answer, such as {\"Retry-After\": \"1\"}",
		},
		{Name: "empty", Shape: flag, Help: "answer without a body"},
		{Name: "html", Shape: flag, Help: "answer with the page of a proxy, with status or 200"},
		{Name: "cut", Shape: flag, Help: "close the connection without an answer"},
		{Name: "truncate", Shape: flag, Help: "send half of the right answer, then close the connection"},
		{Name: "stall", Shape: flag, Help: "send half of the right answer, and nothing more"},
		{
			Name: "afterHandling", Shape: flag,
			Help: "do what was asked for first, so that a mail is sent although the answer is an error",
		},
		{
			Name: "foreignNextLink", Shape: &document.Shape{Kind: document.Text, Accepts: acceptOrigin},
			Help: "lead the next page of each list to this host, such as https://evil.example.com",
		},
		{Name: "repeatedNextLink", Shape: flag, Help: "lead the second page of each list to itself"},
	}}
}}

func acceptPath(text string) error {
	if !strings.HasPrefix(text, "/") {
		return errors.New("write how a path begins, such as /v1.0/users")
	}
	return nil
}

func acceptBody(text string) error {
	if text == "" {
		return errors.New("write a body, or empty for an answer without one")
	}
	return nil
}

func acceptDuration(text string) error {
	if d, err := time.ParseDuration(text); err != nil || d < 0 {
		return errors.New("write a time such as 1.5s or 200ms")
	}
	return nil
}

func acceptOrigin(text string) error {
	if u, err := url.Parse(text); err != nil || u.Scheme == "" || u.Host == "" || u.Path != "" {
		return errors.New("write scheme and host, such as https://evil.example.com")
	}
	return nil
}

// faultRules say which names of a fault have no effect without one of others, or beside one of others.
var faultRules = []struct {
	name           string
	needs, without []string
}{
	{"body", []string{"status"}, []string{"html", "empty"}},
	{"header", []string{"status", "html", "empty"}, nil},
	{"afterHandling", []string{"status", "html", "empty", "cut"}, nil},
	{"html", nil, []string{"empty"}},
	{"cut", nil, []string{"status", "html", "empty", "truncate", "stall"}},
	{"truncate", nil, []string{"stall"}},
	{"foreignNextLink", nil, []string{"status", "html", "empty", "cut", "repeatedNextLink"}},
	{"repeatedNextLink", nil, []string{"status", "html", "empty", "cut"}},
}

// checkFault reports the names of a fault that would have no effect.
func checkFault(n *document.Node) []*document.Problem {
	written := func(name string) bool {
		value := n.Get(name)
		return value != nil && value.Value != false // Of an object, the value is nil.
	}
	var problems []*document.Problem
	for _, rule := range faultRules {
		if !written(rule.name) {
			continue
		}
		if rule.needs != nil && !slices.ContainsFunc(rule.needs, written) {
			problems = append(problems, n.Get(rule.name).Problemf("this has no effect without %s",
				strings.Join(rule.needs, " or ")))
		}
		if i := slices.IndexFunc(rule.without, written); i >= 0 {
			problems = append(problems, n.Get(rule.name).Problemf("this and %s exclude each other; leave one of them out",
				rule.without[i]))
		}
	}
	return problems
}

// ReadFaults reads a list of faults, each in the form of POST /_emulator/faults. Its error joins one for each mistake.
func ReadFaults(list []byte) ([]Fault, error) {
	root, err := document.Read(list, &document.Shape{Kind: document.List, Items: faultShape.Get()})
	if err != nil {
		return nil, err
	}
	return faultsOf(root.Items)
}

// readFault reads one fault.
func readFault(one []byte) (Fault, error) {
	root, err := document.Read(one, faultShape.Get())
	if err != nil {
		return Fault{}, err
	}
	faults, err := faultsOf([]*document.Node{root})
	return faults[0], err
}

// faultsOf returns the faults of documents whose shape was checked.
func faultsOf(nodes []*document.Node) ([]Fault, error) {
	faults := make([]Fault, len(nodes))
	var problems []*document.Problem
	for i, n := range nodes {
		problems = append(problems, checkFault(n)...)
		faults[i] = faultOf(n)
	}
	return faults, document.Join(problems)
}

// faultOf returns the fault of a document that was checked.
func faultOf(n *document.Node) Fault {
	var f Fault
	switch origin := n.Text("foreignNextLink"); {
	case origin != "":
		f = ForeignNextLink(origin)
	case n.Flag("repeatedNextLink"):
		f = RepeatedNextLink()
	}
	f.Method, f.PathPrefix, f.Every, f.Times = n.Text("method"), n.Text("pathPrefix"), n.Int("every"), n.Int("times")
	f.Status, f.Body, f.Empty, f.HTML = n.Int("status"), n.Text("body"), n.Flag("empty"), n.Flag("html")
	f.Cut, f.Truncate, f.Stall = n.Flag("cut"), n.Flag("truncate"), n.Flag("stall")
	f.AfterHandling = n.Flag("afterHandling")
	f.Delay, _ = time.ParseDuration(n.Text("delay")) // It was checked; without one, it is zero.
	if header := n.Get("header"); header != nil {
		f.Header = make(http.Header)
		for _, m := range header.Members {
			f.Header.Set(m.Name, header.Text(m.Name))
		}
	}
	return f
}
