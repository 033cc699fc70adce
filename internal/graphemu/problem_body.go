package graphemu

import (
	"encoding/json"
	"net/http"
)

// errorBody is Graph's envelope of an error.
type errorBody struct {
	Error errorDetail `json:"error"`
}

type errorDetail struct {
	Code       string     `json:"code"`
	Message    string     `json:"message"`
	InnerError innerError `json:"innerError"`
}

type innerError struct {
	Code            string `json:"code,omitempty"`
	Date            string `json:"date"` // Without a zone, as in Graph.
	RequestID       string `json:"request-id"`
	ClientRequestID string `json:"client-request-id"`
}

// response returns the answer with the error.
func (p *problem) response(r *http.Request) *response {
	id := requestID(r)
	var body errorBody
	body.Error = errorDetail{Code: p.code, Message: p.message, InnerError: innerError{
		Code: p.inner, Date: arrivalTime(r).UTC().Format("2006-01-02T15:04:05"), RequestID: id,
		ClientRequestID: clientRequestID(r, id),
	}}
	document, err := json.Marshal(body)
	if err != nil {
		panic(err) // Strings can always be encoded.
	}
	resp := &response{status: p.status, contentType: contentTypeJSON, body: document, header: make(http.Header)}
	if p.status == http.StatusUnauthorized {
		resp.header.Set("WWW-Authenticate", plainChallenge+p.challenge)
	}
	return resp
}

// graphAppID is the id of Graph itself, which names it in every cloud.
const graphAppID = "00000003-0000-0000-c000-000000000000"

// plainChallenge is the WWW-Authenticate header of a 401, without claims.
const plainChallenge = `Bearer realm="", authorization_uri=` +
	`"https://login.microsoftonline.com/common/oauth2/authorize", ` +
	`client_id="` + graphAppID + `"`
