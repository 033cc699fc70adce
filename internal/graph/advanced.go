package graph

import (
	"errors"
	"slices"
	"strings"
)

// advanced reports whether the request is one of those on directory objects that need the advanced query parameters.
// Mailboxes, calendars and teams do not know them.
func (r Request) advanced() bool {
	return directory(r.Path) && (counts(r.Path) || r.Query.Advanced())
}

// mayBeAdvanced reports whether an error refuses the request as a query that is not supported, and the request did not
// turn the advanced parameters on.
func (r Request) mayBeAdvanced(err error) bool {
	refusal, ok := errors.AsType[*Error](err)
	return ok && refusal.Unsupported() && !r.advanced() && !r.Query.Count && r.Query.Extra["$count"] == "" &&
		r.Header.Get("ConsistencyLevel") == ""
}

// searches reports whether the request searches directory objects.
func (r Request) searches() bool {
	return directory(r.Path) && (r.Query.Search != "" || r.Query.Extra["$search"] != "")
}

// counts reports whether a path asks for the number of objects alone.
func counts(path string) bool {
	return strings.HasSuffix(path, "/$count")
}

// directory reports whether a path names a collection of directory objects: /users, /users/{id}/directReports, either
// with a cast or a count behind it.
func directory(path string) bool {
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
// collection of directory objects. The client sends both when it does, since the errors without them are a puzzle:
// "Unsupported Query", or a count that is silently missing.
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

// sortsAdvanced reports whether one of the sort keys is other than the two that Graph sorts by in a plain query.
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

func filtersAdvanced(filter string) bool {
	words := filterWords(filter)
	variables := make(map[string]string) // of any(p: p eq 'x'), to the collection
	for i, word := range words {
		switch word {
		case "ne", "not", "endswith", "null":
			return true
		case "eq", "in", "ge", "le":
			if i > 0 && !plain(words[i-1], word, variables) {
				return true
			}
		case "gt", "lt":
			if i > 0 && !plain(words[i-1], word[:1]+"e", variables) {
				return true
			}
		case "startswith":
			if i+2 < len(words) && !plain(words[i+2], "sw", variables) {
				return true
			}
		case ":":
			if collection, ok := lambda(words[:i]); ok {
				variables[words[i-1]] = collection
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

// plain reports whether Graph applies the operator to the property without the advanced parameters. A property that is
// not in the table is taken to be plain.
func plain(property, operator string, variables map[string]string) bool {
	property, _, _ = strings.Cut(property, "/")
	if collection, ok := variables[property]; ok {
		property = collection
	}
	operators, known := plainOperators[property]
	return !known || slices.Contains(operators, operator)
}

// filterWords splits a filter into lower-case words, the marks ( ) , : and, in place of each string literal, the word
// '. A value such as 'not' is therefore never taken for an operator.
func filterWords(filter string) []string {
	var words []string
	for filter != "" {
		n := 0
		switch c := filter[0]; {
		case c == '\'':
			n = literal(filter)
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

// literal returns the length of the string literal that s begins with. A doubled quote inside it reads as the end of
// one literal and the start of the next, which does no harm.
func literal(s string) int {
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
