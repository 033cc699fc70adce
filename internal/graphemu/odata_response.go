package graphemu

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"sync"
	"time"
)

// The types of content that Graph answers with, for objects and for errors.
const (
	contentTypeGraph = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
	contentTypeJSON  = "application/json"
)

// response is a complete answer. Bodies are built in memory so that a fault can cut, change or replace them.
type response struct {
	status      int // 200 when zero.
	contentType string
	header      http.Header
	body        []byte
	items       int  // Objects in the body, for the record and for Options.ItemLatency.
	pooled      bool // The memory of the body goes back to the pool.
}

// bodies keeps the memory of large pages.
var bodies = sync.Pool{New: func() any { return new([]byte) }}

// newBody returns memory for a large body, to be used in a response that is pooled.
func newBody() []byte {
	b, _ := bodies.Get().(*[]byte)
	return (*b)[:0]
}

// recycle gives the memory of the body back, if it is pooled.
func (r *response) recycle() {
	if r.pooled {
		bodies.Put(&r.body)
	}
}

type arrivalKey struct{}

// arrival is what stands in the headers and in the body of an error: the id of the request, and when it came by the
// clock of the emulator.
type arrival struct {
	id string
	at time.Time
}

func withArrival(r *http.Request, now time.Time) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), arrivalKey{}, arrival{newGUID(), now}))
}

func requestID(r *http.Request) string {
	a, _ := r.Context().Value(arrivalKey{}).(arrival)
	return a.id
}

func arrivalTime(r *http.Request) time.Time {
	a, _ := r.Context().Value(arrivalKey{}).(arrival)
	return a.at
}

func clientRequestID(r *http.Request, id string) string {
	if given := r.Header.Get("client-request-id"); given != "" {
		return given
	}
	return id
}

func newGUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // It never fails.
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
