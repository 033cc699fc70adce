package odata

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
	ContentTypeGraph = "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8"
	ContentTypeJSON  = "application/json"
)

// Response is a complete answer. Bodies are built in memory so that a fault can cut, change or replace them.
type Response struct {
	Status      int // 200 when zero.
	ContentType string
	Header      http.Header
	Body        []byte
	Items       int  // Objects in the body, for the record and for Options.ItemLatency.
	Pooled      bool // The memory of the body goes back to the pool.
}

// bodies keeps the memory of large pages.
var bodies = sync.Pool{New: func() any { return new([]byte) }}

// NewBody returns memory for a large body, to be used in a response that is pooled.
func NewBody() []byte {
	b, _ := bodies.Get().(*[]byte)
	return (*b)[:0]
}

// Recycle returns the memory of the body to the pool, if it came from there.
func (r *Response) Recycle() {
	if r.Pooled {
		bodies.Put(&r.Body)
	}
}

type arrivalKey struct{}

// arrival is what stands in the headers and in the body of an error: the id of the request, and when it came by the
// clock of the emulator.
type arrival struct {
	id string
	at time.Time
}

// WithArrival returns the request with an id and the time of its arrival.
func WithArrival(r *http.Request, now time.Time) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), arrivalKey{}, arrival{NewGUID(), now}))
}

// RequestID returns the id that the request was given.
func RequestID(r *http.Request) string {
	a, _ := r.Context().Value(arrivalKey{}).(arrival)
	return a.id
}

// ArrivalTime returns when the request came, by the clock of the emulator.
func ArrivalTime(r *http.Request) time.Time {
	a, _ := r.Context().Value(arrivalKey{}).(arrival)
	return a.at
}

// ClientRequestID returns the id that the client gave the request, or else the given one.
func ClientRequestID(r *http.Request, id string) string {
	if given := r.Header.Get("client-request-id"); given != "" {
		return given
	}
	return id
}

// NewGUID returns a random GUID.
func NewGUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // It never fails.
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
