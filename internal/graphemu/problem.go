package graphemu

import (
	"fmt"
	"net/http"
)

// problem is an answer that is an error. [Problem.Response] puts it into the envelope of Graph.
type problem struct {
	status  int
	code    string
	message string
	inner   string // innerError.code, which some services add.

	challenge string // What WWW-Authenticate of a 401 has behind the plain challenge.
}

func (p *problem) Error() string { return fmt.Sprintf("%d %s: %s", p.status, p.code, p.message) }

func badRequest(format string, args ...any) *problem {
	return &problem{status: http.StatusBadRequest, code: "BadRequest", message: fmt.Sprintf(format, args...)}
}

func unsupportedQuery(format string, args ...any) *problem {
	return &problem{
		status: http.StatusBadRequest, code: "Request_UnsupportedQuery", message: fmt.Sprintf(format, args...),
	}
}

func requestDenied() *problem {
	return &problem{
		status: http.StatusForbidden, code: "Authorization_RequestDenied",
		message: "Insufficient privileges to complete the operation.",
	}
}

func unauthenticated(message string) *problem {
	return &problem{status: http.StatusUnauthorized, code: "InvalidAuthenticationToken", message: message}
}

// notFound is what Graph says about an unknown user (key is the key as asked for) and about a missing manager.
func notFound(key string) *problem {
	return &problem{
		status: http.StatusNotFound, code: "Request_ResourceNotFound",
		message: "Resource '" + key + "' does not exist or one of its queried reference-property objects are not present.",
	}
}

func unknownSegment(segment string) *problem {
	return badRequest("Resource not found for the segment '%s'.", segment)
}

// needsAdvanced is the answer to an operator that is used without the parameters of an advanced query.
func needsAdvanced(operator string) *problem {
	return unsupportedQuery("Operator '%s' is not supported because the required parameters might be missing. Try adding "+
		"$count=true query parameter and ConsistencyLevel:eventual header. Refer to "+
		"https://aka.ms/graph-docs/advanced-queries for more information", operator)
}

func unsupportedClause(property string) *problem {
	return unsupportedQuery("Unsupported or invalid query filter clause specified for property '%s' of resource "+
		"'User'.", property)
}

func invalidFilter(format string, args ...any) *problem {
	return badRequest("Invalid filter clause: %s", fmt.Sprintf(format, args...))
}

func pageTokenExpired() *problem {
	return &problem{
		status: http.StatusBadRequest, code: "Directory_ExpiredPageToken",
		message: "The specified page token value has expired and can no longer be included in your request.",
	}
}

// pageTokenUnknown has no recorded model; the words are ours.
func pageTokenUnknown() *problem {
	return &problem{
		status: http.StatusBadRequest, code: "Request_BadRequest",
		message: "The specified page token is not one that was given out for this request.",
	}
}
