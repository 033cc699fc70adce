package graphemu

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// pageToken is what a $skiptoken means. On the wire it is opaque, in quotes that are percent-encoded as some of Graph's
// own tokens are, and bound to the exact rest of the URL: a client that decodes and rebuilds a next link is refused.
type pageToken struct {
	offset   int
	advanced bool // The query was advanced, so that its later pages need the header too.
}

// maxPageSize is the largest $top that Graph takes.
const maxPageSize = 999

const (
	tokenOption = "$skiptoken="
	tokenPrefix = "X%27"
	tokenSuffix = "%27"
	tokenMark   = "DSpt" // Beginning of real tokens, base64 RFNwd…
)

// splitToken takes the $skiptoken out of a raw query, byte for byte.
func splitToken(raw string) (rest, token string) {
	var kept []string
	for pair := range strings.SplitSeq(raw, "&") {
		if t, ok := strings.CutPrefix(pair, tokenOption); ok {
			token = t
			continue
		}
		if pair != "" {
			kept = append(kept, pair)
		}
	}
	return strings.Join(kept, "&"), token
}

// paging signs page tokens, and bounds the size of a page.
type paging struct {
	key   []byte
	limit int // The largest $top that is not refused.
}

// newPaging returns a paging with a key of its own; limit 0 is Graph's own limit.
func newPaging(limit int) *paging {
	return &paging{key: []byte(rand.Text()), limit: cmp.Or(limit, maxPageSize)}
}

func (p *paging) encode(t pageToken, path, rest string) string {
	b := binary.BigEndian.AppendUint32([]byte(tokenMark), uint32(t.offset))
	b = append(b, boolByte(t.advanced))
	b = append(b, p.sign(b, path, rest)...)
	return tokenPrefix + strings.ToUpper(hex.EncodeToString(b)) + tokenSuffix
}

func (p *paging) decode(token, path, rest string) (pageToken, error) {
	token, okPrefix := strings.CutPrefix(token, tokenPrefix)
	token, okSuffix := strings.CutSuffix(token, tokenSuffix)
	b, err := hex.DecodeString(token)
	const size = len(tokenMark) + 4 + 1
	if !okPrefix || !okSuffix || err != nil || len(b) <= size || !hmac.Equal(b[size:], p.sign(b[:size], path, rest)) {
		return pageToken{}, pageTokenUnknown()
	}
	return pageToken{offset: int(binary.BigEndian.Uint32(b[len(tokenMark):])), advanced: b[size-1] == 1}, nil
}

func (p *paging) sign(b []byte, path, rest string) []byte {
	mac := hmac.New(sha256.New, p.key)
	mac.Write(b)
	mac.Write([]byte(path + "?" + rest))
	return mac.Sum(nil)[:12]
}

func boolByte(b bool) byte {
	if b {
		return 1
	}
	return 0
}

// nextLink is the absolute address of another page of the same request, on the host that the request came to.
func (c *odataRequest) nextLink(t pageToken) string {
	rest, _ := splitToken(c.query.raw)
	separator := ""
	if rest != "" {
		separator = "&"
	}
	return c.origin + c.path + "?" + rest + separator + tokenOption + c.pages.encode(t, c.path, rest)
}

// page reads the token of the request; ok is false on the first page.
func (c *odataRequest) page() (t pageToken, ok bool, err error) {
	if _, has := c.query.get("$skiptoken"); !has {
		return pageToken{}, false, nil
	}
	rest, token := splitToken(c.query.raw)
	t, err = c.pages.decode(token, c.path, rest)
	if err != nil {
		return t, true, err
	}
	if t.advanced && !c.eventual() {
		return t, true, pageTokenExpired()
	}
	return t, true, nil
}
