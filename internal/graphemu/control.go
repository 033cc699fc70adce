package graphemu

import (
	"encoding/json"
	"net/http"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// faultDocument is a [Fault] as JSON, for POST /_emulator/faults. Durations are written like "1.5s".
type faultDocument struct {
	Method           string            `json:"method"`
	PathPrefix       string            `json:"pathPrefix"`
	Every            int               `json:"every"`
	Times            int               `json:"times"`
	Delay            string            `json:"delay"`
	Status           int               `json:"status"`
	Body             string            `json:"body"`
	Empty            bool              `json:"empty"`
	HTML             bool              `json:"html"`
	Cut              bool              `json:"cut"`
	Truncate         bool              `json:"truncate"`
	Stall            bool              `json:"stall"`
	AfterHandling    bool              `json:"afterHandling"`
	Header           map[string]string `json:"header"`
	ForeignNextLink  string            `json:"foreignNextLink"`  // Origin of the other host.
	RepeatedNextLink bool              `json:"repeatedNextLink"` // As [RepeatedNextLink].
}

// serveControl answers what a demonstration in another process needs: GET routes, POST faults, GET requests, GET sent,
// GET and POST devices, POST reset.
func (s *Server) serveControl(w http.ResponseWriter, r *http.Request) {
	switch r.Method + " " + r.URL.Path {
	case "GET /_emulator/routes":
		sendJSON(w, s.Routes())
	case "GET /_emulator/requests":
		sendJSON(w, s.Requests())
	case "GET /_emulator/sent":
		sendJSON(w, s.Sent())
	case "GET /_emulator/devices":
		sendJSON(w, s.PendingDevices())
	case "POST /_emulator/devices":
		var d entra.DeviceDecision
		err := readStrict(r, &d)
		if err == nil {
			err = s.Decide(d)
		}
		finish(w, err)
	case "POST /_emulator/reset":
		s.Reset()
		w.WriteHeader(http.StatusNoContent)
	case "POST /_emulator/faults":
		f, err := readFault(r)
		if err == nil {
			s.Fail(f)
		}
		finish(w, err)
	default:
		http.NotFound(w, r)
	}
}

func sendJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", odata.ContentTypeJSON)
	_ = json.NewEncoder(w).Encode(v) // There is nobody left to tell when the client has gone.
}

// finish answers a command, which fails by a mistake of the caller alone.
func finish(w http.ResponseWriter, err error) {
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func readStrict(r *http.Request, v any) error {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	return decoder.Decode(v)
}

func readFault(r *http.Request) (Fault, error) {
	var doc faultDocument
	if err := readStrict(r, &doc); err != nil {
		return Fault{}, err
	}
	var f Fault
	switch {
	case doc.ForeignNextLink != "":
		f = ForeignNextLink(doc.ForeignNextLink)
	case doc.RepeatedNextLink:
		f = RepeatedNextLink()
	}
	f.Method, f.PathPrefix, f.Every, f.Times = doc.Method, doc.PathPrefix, doc.Every, doc.Times
	f.Status, f.Body, f.Empty, f.HTML, f.Cut, f.Truncate = doc.Status, doc.Body, doc.Empty, doc.HTML, doc.Cut, doc.Truncate
	f.Stall, f.AfterHandling = doc.Stall, doc.AfterHandling
	for name, v := range doc.Header {
		if f.Header == nil {
			f.Header = make(http.Header)
		}
		f.Header.Set(name, v)
	}
	if doc.Delay == "" {
		return f, nil
	}
	var err error
	f.Delay, err = time.ParseDuration(doc.Delay)
	return f, err
}
