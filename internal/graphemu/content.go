package graphemu

import (
	"net"
	"net/http"
	"net/url"
	"strings"
)

// contentPath is where the emulator, as the other host, keeps the content of files.
const contentPath = "/_content/"

var filePermissions = []string{
	"Files.Read", "Files.ReadWrite", "Files.Read.All", "Files.ReadWrite.All", "Sites.Read.All", "Sites.ReadWrite.All",
}

// redirectContent answers GET …/drive/items/{item}/content with the address of the content on another host. That
// address carries its own permission, so that the token must not be sent there.
func redirectContent(c *call) (*response, error) {
	if !c.caller.has(filePermissions) {
		return nil, &problem{status: http.StatusForbidden, code: "accessDenied", message: "Access denied"}
	}
	if _, _, err := c.subject(); err != nil {
		return nil, err
	}
	if !strings.HasPrefix(c.params["item"], "01") {
		return nil, &problem{status: http.StatusNotFound, code: "itemNotFound", message: "The resource could not be found."}
	}
	location := contentOrigin(c) + contentPath + url.PathEscape(c.params["item"]) + "?tempauth=emulated"
	return &response{status: http.StatusFound, header: http.Header{"Location": {location}}}, nil
}

// contentOrigin is the emulator under another name: localhost for 127.0.0.1, else with "content." in front.
func contentOrigin(c *call) string {
	scheme, host, _ := strings.Cut(c.origin, "://")
	if name, port, err := net.SplitHostPort(host); err == nil && name == "127.0.0.1" {
		return scheme + "://localhost:" + port
	}
	return scheme + "://content." + host
}

// answerContent is the other host. It refuses a token as the real one does.
func answerContent(r *http.Request) *response {
	if r.Header.Get("Authorization") != "" || r.URL.Query().Get("tempauth") == "" {
		return &response{status: http.StatusUnauthorized, contentType: "text/plain", body: []byte("401 UNAUTHORIZED")}
	}
	item := strings.TrimPrefix(r.URL.Path, contentPath)
	return &response{contentType: "application/octet-stream", body: []byte("\x00\xff content of " + item + "\n")}
}
