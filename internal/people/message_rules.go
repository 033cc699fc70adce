package people

import (
	"encoding/base64"
	"errors"
)

// The rules for the values of a message, as parts of a sentence.
const (
	Base64Rule = `must be standard base64, as base64encode("…") and filebase64("file") return it`
	LineRule   = "must be one line, without control characters such as line breaks"
	SizeRule   = "Graph accepts 3 MB of files, and 4 MB for the whole request, in which files grow by a third. Send " +
		"less, or a link to the files."
)

// What sendMail accepts at most. Larger files need an upload of their own, see
// https://learn.microsoft.com/graph/outlook-large-attachments. The number of headers is known from
// https://github.com/microsoftgraph/msgraph-sdk-dotnet/issues/2208.
const (
	MaxAttachments = 3_000_000 // bytes of all files, before base64 adds a third
	MaxMailRequest = 4 << 20   // bytes of the request
	MaxHeaders     = 5
)

// CheckAddress returns an error for a text that is not one mail address.
func CheckAddress(text string) error {
	_, err := ParseAddress(text)
	return err
}

// DecodeBase64 returns the content of a text in standard base64, which may have line breaks.
func DecodeBase64(text string) ([]byte, error) { return base64.StdEncoding.DecodeString(text) }

// CheckBase64 returns an error for a text that is not standard base64.
func CheckBase64(text string) error {
	_, err := DecodeBase64(text)
	return err
}

// CheckLine returns an error for a text with a control character. A line break in a header of a mail would begin
// another header.
func CheckLine(text string) error {
	if hasControl(text) {
		return errors.New(LineRule)
	}
	return nil
}
