package graph

import (
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// A Phrase is a wording of Graph's messages. Nothing else distinguishes some errors, but Graph may change its
// wording without notice: a phrase only refines what Status and Code leave open. All of them are in this file.
type Phrase struct{ pattern *regexp.Regexp }

// The phrases that are recognized.
var (
	NeedsPerson     = phrase(`delegated authentication`)
	UnknownProperty = phrase(`Could not find a property`)
	UnknownSegment  = phrase(`Resource not found for the segment`)
	UnknownPath     = phrase(`Resource not found for|Requested API is not supported`)
	UnknownVersion  = phrase(`Invalid version`)
	AboutSelect     = phrase(`Select and Expand`)
	AboutOrder      = phrase(`(?i)order ?by|sort`)
	AboutLiterals   = phrase(`Invalid filter clause|incompatible types`)
	NoLicense       = phrase(`license`)
	NoPermissions   = phrase(`NoPermissionsInAccessToken|token contains no permissions`)
	NoAdvanced      = phrase(`not supported by the service`)
	PersonalAccount = phrase(`on type 'Microsoft\.Fast\.`)
)

func phrase(pattern string) Phrase { return Phrase{regexp.MustCompile(pattern)} }

// Says reports whether the message contains a phrase. Every message contains the zero Phrase.
func (e *Error) Says(p Phrase) bool {
	return p.pattern == nil || p.pattern.MatchString(e.Message)
}

// Quotes reports whether the message quotes a word, as Graph does with unknown names.
func (e *Error) Quotes(word string) bool {
	return word != "" && strings.Contains(e.Message, "'"+word+"'")
}

var pageSizeRange = regexp.MustCompile(`(?i)page size.*between \d+ and (\d+)`)

// largestPage returns the page size that an error allows, if it refuses the one that was asked for.
func largestPage(err error) (size int, refused bool) {
	answer, ok := errors.AsType[*Error](err)
	if !ok || answer.Status != http.StatusBadRequest {
		return 0, false
	}
	match := pageSizeRange.FindStringSubmatch(answer.Message)
	if match == nil {
		return 0, false
	}
	size, err = strconv.Atoi(match[1])
	return size, err == nil && size > 0
}
