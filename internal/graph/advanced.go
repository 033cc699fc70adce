package graph

import (
	"errors"
	"slices"
	"strings"
)

// needsAdvanced reports whether the request needs the advanced query parameters. Only directory objects have them, not
// mailboxes, calendars or teams.
func (r Request) needsAdvanced() bool {
	return isDirectory(r.Path) && (isCount(r.Path) || r.Query.Advanced())
}

// refusedAsPlain reports whether err means that Graph does not support the query, and the request was made without the
// advanced parameters, so that it may succeed with them.
func (r Request) refusedAsPlain(err error) bool {
	refusal, ok := errors.AsType[*Error](err)
	return ok && refusal.Unsupported() && !r.needsAdvanced() && !r.Query.Count && r.Query.Extra["$count"] == "" &&
		r.Header.Get("ConsistencyLevel") == ""
}

// searches reports whether the request searches directory objects.
func (r Request) searches() bool {
	return isDirectory(r.Path) && (r.Query.Search != "" || r.Query.Extra["$search"] != "")
}

// isCount reports whether a path is that of the number of objects alone.
func isCount(path string) bool {
	return strings.HasSuffix(path, "/$count")
}

// isDirectory reports whether a path names a collection of directory objects, such as /users or
// /users/{id}/directReports. A cast or a count may follow.
func isDirectory(path string) bool {
	segments := strings.Split(strings.Trim(strings.TrimSuffix(path, "/$count"), "/"), "/")
	if last := segments[len(segments)-1]; strings.Contains(last, "graph.") && len(segments) > 1 {
		segments = segments[:len(segments)-1]
	}
	first, last := strings.ToLower(segments[0]), strings.ToLower(segments[len(segments)-1])
	if len(segments) == 1 {
		return directorySets[first]
	}
	first, _, _ = strings.Cut(first, "(")
	return (first == "me" || directorySets[first]) && directoryRelations[last]
}

var directorySets = map[string]bool{
	"applications": true, "contacts": true, "devices": true, "directoryobjects": true,
	"groups": true, "serviceprincipals": true, "users": true,
}

var directoryRelations = map[string]bool{
	"directreports": true, "memberof": true, "members": true, "ownedobjects": true, "owners": true,
	"transitivememberof": true, "transitivemembers": true, "transitivereports": true,
}

// Advanced reports whether Graph needs the header "ConsistencyLevel: eventual" and $count=true to answer the query on a
// collection of directory objects. The client then sends both by itself, since what Graph does without them is hard to
// understand: it answers "Unsupported Query", or leaves the count out.
//
// See https://learn.microsoft.com/graph/aad-advanced-queries.
func (q Query) Advanced() bool {
	q = q.folded()
	switch {
	case q.Search != "", q.Count:
		return true
	case q.Filter != "" && q.OrderBy != "":
		return true
	default:
		return sortsAdvanced(q.OrderBy) || filtersAdvanced(q.Filter)
	}
}

// sortsAdvanced reports whether there is a sort key other than the two that Graph supports in a plain query.
func sortsAdvanced(orderBy string) bool {
	for key := range strings.SplitSeq(orderBy, ",") {
		words := strings.Fields(key)
		if len(words) > 0 && !strings.EqualFold(words[0], "displayName") &&
			!strings.EqualFold(words[0], "userPrincipalName") {
			return true
		}
	}
	return false
}

// filtersAdvanced reports whether a filter needs the advanced parameters, as far as that is known. It does not parse
// the filter, but looks at each operator and at the property next to it.
func filtersAdvanced(filter string) bool {
	words := filterWords(filter)
	collections := make(map[string]string) // by variable: otherMails for p in otherMails/any(p: p eq 'x')
	for i, word := range words {
		switch word {
		case "ne", "not", "endswith", "null":
			return true
		case "eq", "in", "ge", "le":
			if i > 0 && !isPlain(words[i-1], word, collections) {
				return true
			}
		case "gt", "lt": // The table has ge and le, which work for the same properties.
			if i > 0 && !isPlain(words[i-1], word[:1]+"e", collections) {
				return true
			}
		case "startswith": // Followed by a parenthesis and the property.
			if i+2 < len(words) && !isPlain(words[i+2], "sw", collections) {
				return true
			}
		case ":":
			if collection, ok := lambda(words[:i]); ok {
				collections[words[i-1]] = collection
			}
		default:
			if strings.HasSuffix(word, "/$count") {
				return true
			}
		}
	}
	return false
}

// lambda returns the collection of a lambda expression, given the words before its colon: "otherMails/any", "(", "p".
func lambda(words []string) (collection string, ok bool) {
	if len(words) < 3 {
		return "", false
	}
	return strings.CutSuffix(words[len(words)-3], "/any")
}

// isPlain reports whether Graph applies an operator to a property, or to the variable of a lambda expression, without
// the advanced parameters. It assumes so for a property that is not in the table.
func isPlain(property, operator string, collections map[string]string) bool {
	property, _, _ = strings.Cut(property, "/")
	if collection, ok := collections[property]; ok {
		property = collection
	}
	operators, known := plainOperators[property]
	return !known || slices.Contains(operators, operator)
}

// filterWords splits a filter into words in lower case and punctuation marks. A single quote stands for each string
// literal, so that a value such as 'not' is not taken for an operator.
func filterWords(filter string) []string {
	var words []string
	for filter != "" {
		n := 0
		switch c := filter[0]; {
		case c == '\'':
			n = literalLength(filter)
			words = append(words, "'")
		case wordByte(c):
			for n < len(filter) && wordByte(filter[n]) {
				n++
			}
			words = append(words, strings.ToLower(filter[:n]))
		default:
			n = 1
			if c > ' ' {
				words = append(words, filter[:n])
			}
		}
		filter = filter[n:]
	}
	return words
}

// literalLength returns the length of the string literal that s begins with. It takes a literal with a doubled quote
// for two literals, which makes no difference here.
func literalLength(s string) int {
	if end := strings.IndexByte(s[1:], '\''); end >= 0 {
		return end + 2
	}
	return len(s)
}

// wordByte reports whether a byte belongs to a name, a path such as employeeOrgData/division, a number or an unquoted
// GUID.
func wordByte(c byte) bool {
	return unreserved(c) && c != '~' || c == '/' || c == '$' || c >= 0x80
}

// plainOperators holds, for each filterable property of a user, the operators that work without the advanced
// parameters; sw stands for startsWith.
//
// Source: the include filter-directory-objects of the Graph documentation. It leaves out "in" for id, which works. A
// property for which it lists no operator has none that work in a plain query.
var plainOperators = operatorTable(`
	accountEnabled                   eq in
	ageGroup                         eq in
	assignedLicenses                 eq
	assignedPlans                    eq
	businessPhones                   eq
	city                             eq ge in sw
	companyName
	consentProvidedForMinor          eq in
	country                          eq ge le in sw
	createdDateTime                  eq ge le
	creationType                     eq in
	customSecurityAttributes
	deletedDateTime                  eq ge le
	department                       eq ge le in sw
	displayName                      eq in sw
	employeeHireDate
	employeeId                       eq sw
	employeeLeaveDateTime
	employeeOrgData
	employeeType
	externalUserState
	externalUserStateChangeDateTime
	faxNumber
	givenName                        eq ge le in sw
	id                               eq in
	identities                       eq
	imAddresses                      eq ge le sw
	isResourceAccount                eq
	jobTitle                         eq ge le in
	mail                             eq ge le in sw
	mailNickname                     eq ge le in sw
	mobilePhone
	officeLocation
	onPremisesExtensionAttributes
	onPremisesImmutableId
	onPremisesLastSyncDateTime
	onPremisesProvisioningErrors
	onPremisesSamAccountName
	onPremisesSecurityIdentifier     eq in
	onPremisesSyncEnabled            eq in
	onPremisesUserPrincipalName      eq ge le in sw
	otherMails                       eq ge le in sw
	passwordPolicies
	passwordProfile
	postalCode
	preferredLanguage
	provisionedPlans
	proxyAddresses                   eq ge le sw
	securityIdentifier
	serviceProvisioningErrors
	showInAddressList
	signInActivity                   eq ge le
	state                            eq ge le in sw
	streetAddress
	surname                          eq ge le in sw
	usageLocation                    eq ge le in sw
	userPrincipalName                eq le in sw
	userType                         eq in
`)

func operatorTable(rows string) map[string][]string {
	table := make(map[string][]string)
	for row := range strings.Lines(rows) {
		if words := strings.Fields(row); len(words) > 0 {
			table[strings.ToLower(words[0])] = words[1:]
		}
	}
	return table
}
