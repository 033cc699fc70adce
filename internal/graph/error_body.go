package graph

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/plaintext"
)

// maxInner bounds how deeply inner errors are followed.
const maxInner = 16

// read fills the error from the body of a response. The shapes differ between the services behind Graph; what they have
// in common is a code and a message, at some depth, under some name. Samples of them are in testdata/errors.
func (e *Error) read(data []byte) {
	var document any
	if json.Unmarshal(data, &document) != nil {
		e.Message = plaintext.FromHTML(string(data))
		return
	}
	switch root := document.(type) {
	case map[string]any:
		e.JSON = true
		e.readRoot(root)
	case string:
		e.Message = plaintext.FromHTML(root)
	}
}

func (e *Error) readRoot(root map[string]any) {
	switch inner := member(root, "error", "odata.error").(type) {
	case map[string]any:
		e.readObject(inner)
	case string: // The token endpoint: {"error": "invalid_grant", "error_description": "…"}.
		e.Code = plaintext.Line(inner)
		e.Message = plaintext.FromHTML(text(member(root, "error_description", "message")))
	default: // A gateway: {"statusCode": 401, "message": "…"}.
		e.readObject(root)
	}
}

// readObject reads an error and the errors inside it, and keeps the outermost code and the outermost message that are
// not empty.
func (e *Error) readObject(object map[string]any) {
	for depth := 0; object != nil && depth < maxInner; depth++ {
		code, message := e.readMessage(object)
		switch {
		case depth == 0:
			e.Code = code
		case code != "":
			e.InnerCodes = append(e.InnerCodes, code)
		}
		fill(&e.Message, message)
		fill(&e.RequestID, plaintext.Line(text(member(object, "request-id", "requestId"))))
		fill(&e.ClientRequestID, plaintext.Line(text(member(object, "client-request-id", "clientRequestId"))))
		fill(&e.Date, plaintext.Line(text(member(object, "date"))))
		object, _ = member(object, "innererror").(map[string]any)
	}
}

// readMessage returns the code and the message of one level. The message of some services is itself an error in JSON:
// its message takes the place of the outer one, and its code is added to the inner codes.
func (e *Error) readMessage(object map[string]any) (code, message string) {
	code = plaintext.Line(text(member(object, "code", "errorCode")))
	message = text(member(object, "message"))
	var wrapped map[string]any
	if strings.HasPrefix(strings.TrimSpace(message), "{") && json.Unmarshal([]byte(message), &wrapped) == nil {
		if inner, ok := member(wrapped, "error").(map[string]any); ok {
			wrapped = inner
		}
		message = cmp.Or(text(member(wrapped, "message")), message)
		if inner := plaintext.Line(text(member(wrapped, "code", "errorCode"))); inner != "" {
			e.InnerCodes = append(e.InnerCodes, inner)
		}
	}
	return code, plaintext.FromHTML(message)
}

// member returns the first of the members that exists, in any case: innerError is innererror in half of Graph. Of
// several that differ in case only, it is the same one each time.
func member(object map[string]any, names ...string) any {
	for _, name := range names {
		if value, ok := object[name]; ok {
			return value
		}
		for _, key := range slices.Sorted(maps.Keys(object)) {
			if strings.EqualFold(key, name) {
				return object[key]
			}
		}
	}
	return nil
}

// text returns the text of a string, of a number, or of {"lang": "en", "value": "…"}.
func text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case map[string]any:
		s, _ := member(v, "value").(string)
		return s
	default:
		return ""
	}
}

// fill sets a field that is still empty.
func fill(field *string, value string) { *field = cmp.Or(*field, value) }
