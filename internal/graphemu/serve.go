package graphemu

import (
	"context"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// serve records the request, lets the fault script have its way, asks answer and writes what comes out.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, in area, answer func(*http.Request) *response) {
	r = withArrival(r, s.options.Clock())
	rec := s.recorder.begin(r, in)
	fault := s.script.pick(r, in)
	resp, err := s.respond(r, in, fault, answer)
	if err != nil || fault.cut() {
		s.recorder.end(rec, 0, 0)
		panic(http.ErrAbortHandler) // The way of net/http to close the connection without an answer.
	}
	setIdentity(resp.header, r)
	body, release := pack(resp, r)
	defer release()
	// The record is complete before the client can see the answer, so that a test may look at it at once.
	s.recorder.end(rec, resp.status, resp.items)
	s.log(r, resp)
	maps.Copy(w.Header(), resp.header)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(resp.status)
	if fault.truncate() {
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w).Flush() // Else the half might never leave.
		panic(http.ErrAbortHandler)
	}
	_, _ = w.Write(body) // There is nobody left to tell when the client has gone.
}

// respond waits as long as asked, and gives the answer of the fault or of the service. It fails when the client has
// gone, and when the request is to be cut before it is handled.
func (s *Server) respond(
	r *http.Request,
	in area,
	fault *Fault,
	answer func(*http.Request) *response,
) (*response, error) {
	latency := s.options.Latency
	if in != graphRequest {
		latency = 0
	}
	if err := wait(r.Context(), latency+fault.delay()); err != nil {
		return nil, err
	}
	if fault.cut() && !fault.AfterHandling {
		return nil, http.ErrAbortHandler
	}
	resp, replaced := fault.answer(r)
	if replaced && fault.AfterHandling {
		_ = answer(r)
	}
	if !replaced {
		resp = answer(r)
		if fault != nil && fault.Rewrite != nil {
			// The function may keep what it gets and give back what it kept, so the memory is not ours to use again.
			resp.body, resp.pooled = fault.Rewrite(resp.body), false
		}
	}
	if resp.status == 0 {
		resp.status = http.StatusOK
	}
	if resp.header == nil {
		resp.header = make(http.Header)
	}
	if resp.contentType != "" {
		resp.header.Set("Content-Type", resp.contentType)
	}
	return resp, wait(r.Context(), time.Duration(resp.items)*s.options.ItemLatency)
}

func wait(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// setIdentity adds the headers that every answer of Graph carries. A client that names its request gets the name back.
func setIdentity(h http.Header, r *http.Request) {
	id := requestID(r)
	set := func(name, v string) {
		if _, given := h[http.CanonicalHeaderKey(name)]; !given {
			h.Set(name, v)
		}
	}
	set("request-id", id)
	set("client-request-id", clientRequestID(r, id))
	set("Date", arrivalTime(r).UTC().Format(http.TimeFormat))
	set("Cache-Control", "no-cache")
	set(
		"x-ms-ags-diagnostic",
		`{"ServerInfo":{"DataCenter":"Emulator","Slice":"E","Ring":"0","ScaleUnit":"000","RoleInstance":"GRAPHEMU"}}`,
	)
	if strings.Contains(h.Get("Content-Type"), "odata.metadata") {
		set("OData-Version", "4.0")
	}
}

func (s *Server) log(r *http.Request, resp *response) {
	if s.options.Log != nil {
		s.options.Log.Info(
			"request",
			"method",
			r.Method,
			"path",
			r.URL.EscapedPath(),
			"status",
			resp.status,
			"items",
			resp.items,
		)
	}
}
