package auth

import (
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"

	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// A SettingError reports that a setting keeps a method from working.
type SettingError struct {
	Setting Setting
	Problem string // a sentence
	Todo    string // what to do about it, as a sentence without its first capital; "" if the setting has to be set
}

// settingError returns the error of a setting that has to be corrected.
func settingError(setting Setting, problem, todo string) error {
	return &SettingError{Setting: setting, Problem: problem, Todo: todo}
}

// unsetError returns the error of a setting that has to be set.
func unsetError(setting Setting, problem string) error {
	return &SettingError{Setting: setting, Problem: problem}
}

func (e *SettingError) Error() string { return string(e.Setting) + ": " + e.Problem }

// Missing reports whether the setting has to be set, rather than corrected.
func (e *SettingError) Missing() bool { return e.Todo == "" }

// A NoMethodError reports that no method is configured, and what each of them lacks.
type NoMethodError struct {
	Methods []Lacking
	Also    string // a sentence about a setting that is not used, after a space; may be empty
}

// A Lacking is a method that is not configured: it lacks one of OneOf, and all of All.
type Lacking struct {
	Method string
	OneOf  []Setting
	All    []Setting
}

func (e *NoMethodError) Error() string { return "no way to sign in is configured" }

// A SignInError reports that no token could be obtained. Err is or wraps an [oauth2.RetrieveError], an
// [AssertionError], a [SessionError], a [session.Error], a [SettingError], a [TenantError], one of the errors below, or
// an error of the method's library.
type SignInError struct {
	Method string
	Also   string // a sentence about an exported access token that is not used, with a blank before it; or ""
	Err    error

	told atomic.Bool
}

// Told reports whether it was called before. All that wait for a token get the same error, and a person needs to read
// it once.
func (e *SignInError) Told() bool { return e.told.Swap(true) }

// Error leaves out what the authority answered: it is written to logs, and a proxy is known to repeat what it was sent.
func (e *SignInError) Error() string {
	if answer, ok := errors.AsType[*oauth2.RetrieveError](e.Err); ok && answer.Response != nil {
		return fmt.Sprintf("sign in by %s: status %d %s", e.Method, answer.Response.StatusCode, answer.ErrorCode)
	}
	return fmt.Sprintf("sign in by %s: %v", e.Method, e.Err)
}

func (e *SignInError) Unwrap() error { return e.Err }

var (
	// ErrCodeExpired reports that a code of a device sign-in was not entered in time.
	ErrCodeExpired = errors.New("the code was not entered in time")

	// ErrNoCLI reports that the Azure CLI is not on the PATH.
	ErrNoCLI = errors.New("the Azure CLI is not installed")

	// ErrSlowCLI reports that the Azure CLI did not print a token in time.
	ErrSlowCLI = errors.New("the Azure CLI did not respond within a minute")

	// ErrNoCode reports that the authority answered the request for a device code without one.
	ErrNoCode = errors.New("the sign-in service answered without a code")

	// ErrNotToken reports that what was issued as a token is empty, or has characters that no token has.
	ErrNotToken = errors.New("what was issued is not a token")

	// ErrNoToken reports that the authority answered with a success, but without a token.
	ErrNoToken = errors.New("the sign-in service answered without a token")

	// ErrOtherPerson is wrapped by a [SessionError] if another person has signed in in place of the first.
	ErrOtherPerson = errors.New("somebody else has signed in since this run began")
)

// A TenantError reports that a token is of another tenant than the one that is configured.
type TenantError struct{ Want, Got string } // ids

func (e *TenantError) Error() string {
	return fmt.Sprintf("the token is of the tenant %s, not of %s", e.Got, e.Want)
}

// An AssertionError reports that the service of a pipeline did not issue a federated token.
type AssertionError struct {
	Service string // such as "GitHub Actions"
	Status  int    // of its response; 0 without one
	Message string // of its response, in one line; may be empty
}

func (e *AssertionError) Error() string {
	text := fmt.Sprintf("%s answered %d %s", e.Service, e.Status, http.StatusText(e.Status))
	if e.Message != "" {
		text += ": " + e.Message
	}
	return text
}

// A SessionError reports that the session of a person does not exist, or is no longer accepted by the authority. The
// person has to sign in again.
type SessionError struct {
	Session session.Session // the session, or what is known of the one that was looked for
	Err     error           // why the session has ended; nil if it does not exist
}

func (e *SessionError) Error() string {
	if e.Err == nil {
		return "nobody is signed in"
	}
	return "the session has ended"
}

func (e *SessionError) Unwrap() error { return e.Err }

// An UnkeptError reports that a renewed session could not be kept on this machine. This run goes on; the next one may
// find a session that has ended.
type UnkeptError struct{ Err error } // a [session.Error]

func (e *UnkeptError) Error() string { return "keep the renewed session: " + e.Err.Error() }

func (e *UnkeptError) Unwrap() error { return e.Err }
