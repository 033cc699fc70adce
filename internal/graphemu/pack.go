package graphemu

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"sync"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// minGzip is the size from which a body is compressed.
const minGzip = 1024

// gzips keeps the compressors, which are expensive to make.
var gzips = sync.Pool{New: func() any { return newCompressor() }}

type compressor struct {
	out    bytes.Buffer
	writer *gzip.Writer
}

func newCompressor() *compressor {
	c := new(compressor)
	c.writer, _ = gzip.NewWriterLevel(&c.out, gzip.BestSpeed) // The level is a valid one.
	return c
}

// pack returns the body as it goes over the wire, compressed when the client takes gzip, and a function to call when it
// has been written.
func pack(resp *odata.Response, r *http.Request) (body []byte, release func()) {
	if len(resp.Body) < minGzip || strings.HasPrefix(resp.ContentType, "image/") ||
		!strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") ||
		resp.Header.Get("Content-Encoding") != "" {
		return resp.Body, func() { resp.Recycle() }
	}
	c, _ := gzips.Get().(*compressor)
	c.out.Reset()
	c.writer.Reset(&c.out)
	_, _ = c.writer.Write(resp.Body) // A buffer takes everything.
	_ = c.writer.Close()
	resp.Recycle()
	resp.Header.Set("Content-Encoding", "gzip")
	resp.Header.Set("Vary", "Accept-Encoding")
	return c.out.Bytes(), func() { gzips.Put(c) }
}
