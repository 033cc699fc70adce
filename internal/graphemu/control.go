package graphemu

import (
	"encoding/json"
	"io"
	"net/http"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

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
		body, err := io.ReadAll(io.LimitReader(r.Body, odata.MaxRequestBody))
		if err == nil {
			var f Fault
			if f, err = readFault(body); err == nil {
				s.Fail(f)
			}
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
