package odata

import (
	"cmp"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"strings"
)

// PageToken is what a $skiptoken means. On the wire it is opaque, in quotes that are percent-encoded as some of Graph's
// own tokens are, and bound to the exact rest of the URL: a client that decodes and rebuilds a next link is refused.
type PageToken struct {
	Offset   int
	Advanced bool // The query was advanced, so that its later pages need the header too.
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

// Paging signs page tokens, and bounds the size of a page.
type Paging struct {
	key   []byte
	Limit int // The largest $top that is not refused.
}

// NewPaging returns a paging with a key of its own; limit 0 is Graph's own limit.
func NewPaging(limit int) *Paging {
	return &Paging{key: []byte(rand.Text()), Limit: cmp.Or(limit, maxPageSize)}
}

func (p *Paging) encode(t PageToken, path, rest string) string {
	b := binary.BigEndian.AppendUint32([]byte(tokenMark), uint32(t.Offset))
	b = append(b, boolByte(t.Advanced))
	b = append(b, p.sign(b, path, rest)...)
	return tokenPrefix + strings.ToUpper(hex.EncodeToString(b)) + tokenSuffix
}

func (p *Paging) decode(token, path, rest string) (PageToken, error) {
	token, okPrefix := strings.CutPrefix(token, tokenPrefix)
	token, okSuffix := strings.CutSuffix(token, tokenSuffix)
	b, err := hex.DecodeString(token)
	const size = len(tokenMark) + 4 + 1
	if !okPrefix || !okSuffix || err != nil || len(b) <= size || !hmac.Equal(b[size:], p.sign(b[:size], path, rest)) {
		return PageToken{}, pageTokenUnknown()
	}
	return PageToken{Offset: int(binary.BigEndian.Uint32(b[len(tokenMark):])), Advanced: b[size-1] == 1}, nil
}

func (p *Paging) sign(b []byte, path, rest string) []byte {
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

// NextLink is the absolute address of another page of the same request, on the host that the request came to.
func (c *Request) NextLink(t PageToken) string {
	rest, _ := splitToken(c.Query.Raw)
	separator := ""
	if rest != "" {
		separator = "&"
	}
	return c.Origin + c.Path + "?" + rest + separator + tokenOption + c.Pages.encode(t, c.Path, rest)
}

// Page reads the token of the request; ok is false on the first page.
func (c *Request) Page() (t PageToken, ok bool, err error) {
	if _, has := c.Query.Get("$skiptoken"); !has {
		return PageToken{}, false, nil
	}
	rest, token := splitToken(c.Query.Raw)
	t, err = c.Pages.decode(token, c.Path, rest)
	if err != nil {
		return t, true, err
	}
	if t.Advanced && !c.Eventual() {
		return t, true, pageTokenExpired()
	}
	return t, true, nil
}
