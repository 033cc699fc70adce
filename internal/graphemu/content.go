package graphemu

import (
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// contentPath is where the emulator, as the other host, keeps the content of files.
const contentPath = "/_content/"

var filePermissions = []string{
	"Files.Read", "Files.ReadWrite", "Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All",
}

// redirectContent answers GET …/drive/items/{item}/content with the address of the content on another host. That
// address carries its own permission, so that the token must not be sent there.
func redirectContent(c *directory.Call) (*odata.Response, error) {
	if !c.Caller.Has(filePermissions) {
		return nil, &odata.Problem{Status: http.StatusForbidden, Code: "accessDenied", Message: "Access denied"}
	}
	if _, _, err := c.Subject(); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(c.Params["item"], "01") {
		return nil, &odata.Problem{
			Status: http.StatusNotFound, Code: "itemNotFound", Message: "The resource could not be found.",
		}
	}
	location := contentOrigin(c) + contentPath + url.PathEscape(c.Params["item"]) + "?tempauth=emulated"
	return &odata.Response{Status: http.StatusFound, Header: http.Header{"Location": {location}}}, nil
}

// contentOrigin is the emulator under another name: localhost for 127.0.0.1, else with "content." in front.
func contentOrigin(c *directory.Call) string {
	scheme, host, _ := strings.Cut(c.Origin, "://")
	if name, port, err := net.SplitHostPort(host); err == nil && name == "127.0.0.1" {
		return scheme + "://localhost:" + port
	}
	return scheme + "://content." + host
}

// answerContent is the other host. It refuses a token as the real one does.
func answerContent(r *http.Request) *odata.Response {
	if r.Header.Get("Authorization") != "" || r.URL.Query().Get("tempauth") == "" {
		return &odata.Response{Status: http.StatusUnauthorized, ContentType: "text/plain", Body: []byte("401 UNAUTHORIZED")}
	}
	item := strings.TrimPrefix(r.URL.Path, contentPath)
	return &odata.Response{ContentType: "application/octet-stream", Body: []byte("\x00\xff content of " + item + "\n")}
}
