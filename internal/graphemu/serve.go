package graphemu

import (
	"context"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// serve records the request, lets the fault script have its way, asks answer and writes what comes out.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, in area, answer func(*http.Request) *odata.Response) {
	r = odata.WithArrival(r, s.options.Clock())
	rec := s.recorder.begin(r, in)
	fault := s.script.pick(r, in)
	resp, err := s.respond(r, in, fault, answer)
	if err != nil || fault.cut() {
		s.recorder.end(rec, 0, 0)
		panic(http.ErrAbortHandler) // The way of net/http to close the connection without an answer.
	}
	setIdentity(resp.Header, r)
	body, release := pack(resp, r)
	defer release()
	// The record is complete before the client can see the answer, so that a test may look at it at once.
	s.recorder.end(rec, resp.Status, resp.Items)
	s.log(r, resp)
	maps.Copy(w.Header(), resp.Header)
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(resp.Status)
	if fault.truncate() || fault.stall() {
		_, _ = w.Write(body[:len(body)/2])
		_ = http.NewResponseController(w).Flush() // Else the half might never leave.
		if fault.stall() {
			<-r.Context().Done()
		}
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
	answer func(*http.Request) *odata.Response,
) (*odata.Response, error) {
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
			resp.Body, resp.Pooled = fault.Rewrite(resp.Body), false
		}
	}
	if resp.Status == 0 {
		resp.Status = http.StatusOK
	}
	if resp.Header == nil {
		resp.Header = make(http.Header)
	}
	if resp.ContentType != "" {
		resp.Header.Set("Content-Type", resp.ContentType)
	}
	return resp, wait(r.Context(), time.Duration(resp.Items)*s.options.ItemLatency)
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
	id := odata.RequestID(r)
	set := func(name, v string) {
		if _, given := h[http.CanonicalHeaderKey(name)]; !given {
			h.Set(name, v)
		}
	}
	set("request-id", id)
	set("client-request-id", odata.ClientRequestID(r, id))
	set("Date", odata.ArrivalTime(r).UTC().Format(http.TimeFormat))
	set("Cache-Control", "no-cache")
	set(
		"x-ms-ags-diagnostic",
		`{"ServerInfo":{"DataCenter":"Emulator","Slice":"E","Ring":"0","ScaleUnit":"000","RoleInstance":"GRAPHEMU"}}`,
	)
	if kind := h.Get("Content-Type"); strings.Contains(kind, "odata.metadata") || kind == "text/plain" {
		set("OData-Version", "4.0")
	}
}

func (s *Server) log(r *http.Request, resp *odata.Response) {
	if s.options.Log != nil {
		s.options.Log.Info(
			"request",
			"method",
			r.Method,
			"path",
			r.URL.EscapedPath(),
			"status",
			resp.Status,
			"items",
			resp.Items,
		)
	}
}
