package session

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
)

const (
	suffix     = ".json"
	lockSuffix = ".lock"
)

// ownName matches the names of the files that this package writes.
var ownName = regexp.MustCompile(`_[0-9a-f]{16}\.json$`)

// Path returns the path of the file of a session. The beginning of its name is for people; the end tells sessions apart
// whose addresses differ in any character.
func (s Store) Path(session Session) string {
	key := session.key()
	sum := sha256.Sum256([]byte(key))
	host := session.Authority
	if u, err := url.Parse(host); err == nil {
		host = u.Hostname()
	}
	name := strings.Join([]string{readable(host), readable(session.TenantID), hex.EncodeToString(sum[:8])}, "_")
	return filepath.Join(s.dir, name+suffix)
}

// key identifies a session: two sessions with the same key are kept in the same file.
func (s Session) key() string {
	return strings.Join([]string{
		address(s.Authority), address(s.Resource), strings.ToLower(s.TenantID), strings.ToLower(s.ClientID),
	}, "\n")
}

// address returns an address with a scheme and a host in lower case, and without a trailing slash.
func address(text string) string {
	text = strings.TrimRight(text, "/")
	u, err := url.Parse(text)
	if err != nil || u.Host == "" {
		return text
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	return u.String()
}

// readable returns the beginning of a text, as part of the name of a file.
func readable(text string) string {
	const most = 40
	safe := func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '.' || r == '-' {
			return r
		}
		return '-'
	}
	text = strings.Map(safe, strings.ToLower(text))
	return text[:min(len(text), most)]
}
