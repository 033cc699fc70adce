package endpoint

import (
	"errors"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]struct{ parse, root error }{
		"https://graph.microsoft.com":              {nil, nil},
		"https://gateway.example:8443/graph/":      {nil, nil},
		"HTTPS://graph.microsoft.com":              {nil, nil},
		"http://127.0.0.1:8080":                    {nil, nil},
		"http://[::1]:8080/x":                      {nil, nil},
		"http://LOCALHOST":                         {nil, nil},
		"https://graph.microsoft.com/?a=b":         {nil, ErrNotRoot},
		"https://graph.microsoft.com/?":            {nil, ErrNotRoot},
		"https://graph.microsoft.com/#a":           {nil, ErrNotRoot},
		"http://graph.microsoft.com":               {ErrPlain, ErrPlain},
		"http://127.0.0.1.example.com":             {ErrPlain, ErrPlain},
		"http://localhost.example.com":             {ErrPlain, ErrPlain},
		"https://user:hunter2@graph.microsoft.com": {ErrUserInfo, ErrUserInfo},
		"http://hunter2@127.0.0.1":                 {ErrUserInfo, ErrUserInfo},
		"ftp://graph.microsoft.com":                {ErrScheme, ErrScheme},
		"ftp://localhost":                          {ErrScheme, ErrScheme},
		"graph.microsoft.com":                      {ErrNotAbsolute, ErrNotAbsolute},
		"//graph.microsoft.com":                    {ErrScheme, ErrScheme},
		"https://":                                 {ErrNotAbsolute, ErrNotAbsolute},
		"https:graph.microsoft.com":                {ErrNotAbsolute, ErrNotAbsolute},
		"https://graph.microsoft.com:hunter2":      {ErrNotAbsolute, ErrNotAbsolute},
		"":                                         {ErrNotAbsolute, ErrNotAbsolute},
	} {
		u, err := Parse(address)
		if !errors.Is(err, want.parse) || (u == nil) != (want.parse != nil) {
			t.Errorf("Parse(%q) = %v, error %v; want error %v", address, u, err, want.parse)
		}
		if _, err := ParseRoot(address); !errors.Is(err, want.root) {
			t.Errorf("ParseRoot(%q): error = %v, want %v", address, err, want.root)
		}
		if err != nil && strings.Contains(err.Error(), "hunter2") {
			t.Errorf("Parse(%q): error = %v, want it without the password", address, err)
		}
	}
}

func TestLoopback(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"127.0.0.1": true, "127.8.9.10": true, "::1": true, "localhost": true, "LocalHost": true,
		"128.0.0.1": false, "::2": false, "localhost.": false, "example.com": false, "": false,
	} {
		if got := Loopback(host); got != want {
			t.Errorf("Loopback(%q) = %t, want %t", host, got, want)
		}
	}
}
