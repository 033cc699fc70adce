package odata

import (
	"encoding/json"
	"fmt"
	"net/http"
)

// Problem is an answer that is an error. [Problem.Response] puts it into the envelope of Graph.
type Problem struct {
	Status  int
	Code    string
	Message string
	Inner   string // innerError.code, which some services add.

	Challenge string // What WWW-Authenticate of a 401 has behind the plain challenge.
}

func (p *Problem) Error() string { return fmt.Sprintf("%d %s: %s", p.Status, p.Code, p.Message) }

// BadRequest is an error in the form of a request.
func BadRequest(format string, args ...any) *Problem {
	return &Problem{Status: http.StatusBadRequest, Code: "BadRequest", Message: fmt.Sprintf(format, args...)}
}

// UnsupportedQuery is the answer to a query that the directory does not support.
func UnsupportedQuery(format string, args ...any) *Problem {
	return &Problem{
		Status: http.StatusBadRequest, Code: "Request_UnsupportedQuery", Message: fmt.Sprintf(format, args...),
	}
}

// RequestDenied is the answer of the directory to a caller without permission.
func RequestDenied() *Problem {
	return &Problem{
		Status: http.StatusForbidden, Code: "Authorization_RequestDenied",
		Message: "Insufficient privileges to complete the operation.",
	}
}

// Unauthenticated is the answer to a token that is missing or not valid.
func Unauthenticated(message string) *Problem {
	return &Problem{Status: http.StatusUnauthorized, Code: "InvalidAuthenticationToken", Message: message}
}

// NotFound is Graph's error for an unknown user, with the key of the request, and for a missing manager.
func NotFound(key string) *Problem {
	return &Problem{
		Status: http.StatusNotFound, Code: "Request_ResourceNotFound",
		Message: "Resource '" + key + "' does not exist or one of its queried reference-property objects are not present.",
	}
}

// NotEmulated is the answer to what Graph has and the emulator lacks. It is not given in Graph's name.
func NotEmulated(what string) *Problem {
	return &Problem{
		Status: http.StatusNotImplemented, Code: "EmulatorNotImplemented",
		Message: "The emulator lacks " + what + ", which Microsoft Graph has. GET /_emulator/routes lists what it has.",
	}
}

// UnknownSegment is the answer to a path that does not exist.
func UnknownSegment(segment string) *Problem {
	return BadRequest("Resource not found for the segment '%s'.", segment)
}

// NeedsAdvanced is the answer to an operator that is used without the parameters of an advanced query.
func NeedsAdvanced(operator string) *Problem {
	return UnsupportedQuery("Operator '%s' is not supported because the required parameters might be missing. Try adding "+
		"$count=true query parameter and ConsistencyLevel:eventual header. Refer to "+
		"https://aka.ms/graph-docs/advanced-queries for more information", operator)
}

// UnsupportedClause is the answer to a filter on a property that the directory does not support.
func UnsupportedClause(property string) *Problem {
	return UnsupportedQuery("Unsupported or invalid query filter clause specified for property '%s' of resource "+
		"'User'.", property)
}

func invalidFilter(format string, args ...any) *Problem {
	return BadRequest("Invalid filter clause: %s", fmt.Sprintf(format, args...))
}

func pageTokenExpired() *Problem {
	return &Problem{
		Status: http.StatusBadRequest, Code: "Directory_ExpiredPageToken",
		Message: "The specified page token value has expired and can no longer be included in your request.",
	}
}

// pageTokenUnknown has no recorded model; the words are ours.
func pageTokenUnknown() *Problem {
	return &Problem{
		Status: http.StatusBadRequest, Code: "Request_BadRequest",
		Message: "The specified page token is not one that was given out for this request.",
	}
}

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

// Response returns the answer with the error.
func (p *Problem) Response(r *http.Request) *Response {
	id := RequestID(r)
	var body errorBody
	body.Error = errorDetail{Code: p.Code, Message: p.Message, InnerError: innerError{
		Code: p.Inner, Date: ArrivalTime(r).UTC().Format("2006-01-02T15:04:05"), RequestID: id,
		ClientRequestID: ClientRequestID(r, id),
	}}
	document, err := json.Marshal(body)
	if err != nil {
		panic(err) // Strings can always be encoded.
	}
	resp := &Response{Status: p.Status, ContentType: ContentTypeJSON, Body: document, Header: make(http.Header)}
	if p.Status == http.StatusUnauthorized {
		resp.Header.Set("WWW-Authenticate", plainChallenge+p.Challenge)
	}
	return resp
}

// GraphAppID is the id of Graph itself, which names it in every cloud.
const GraphAppID = "00000003-0000-0000-c000-000000000000"

// plainChallenge is the WWW-Authenticate header of a 401, without claims.
const plainChallenge = `Bearer realm="", authorization_uri=` +
	`"https://login.microsoftonline.com/common/oauth2/authorize", ` +
	`client_id="` + GraphAppID + `"`
