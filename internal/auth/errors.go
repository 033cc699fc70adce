package auth

import (
	"errors"
	"fmt"
	"net/http"

	"golang.org/x/oauth2"
)

// SettingError says which setting keeps a method from working.
type SettingError struct {
	Setting string // such as "client_id"
	Problem string // a sentence
	Todo    string // what to do about it, as a sentence without its first capital; "" where it has to be set
}

func (e *SettingError) Error() string { return e.Setting + ": " + e.Problem }

// Missing says that the setting has to be set, not corrected.
func (e *SettingError) Missing() bool { return e.Todo == "" }

// NoMethodError says that nothing is configured, and what each method lacks.
type NoMethodError struct{ Methods []Lacking }

// Lacking is a method that is not configured: it lacks one of OneOf, and all of All.
type Lacking struct {
	Method string
	OneOf  []string
	All    []string
}

func (e *NoMethodError) Error() string { return "no way to sign in is configured" }

// SignInError is a token that could not be had. Err is an [oauth2.RetrieveError], an [AssertionError], a [SessionError],
// a [StoreError], [ErrCodeExpired] or a [SettingError], or what the method's library said.
type SignInError struct {
	Method string
	Err    error
}

// Error leaves out what the authority answered: it goes to logs, and a proxy is known to repeat what it was sent.
func (e *SignInError) Error() string {
	if answer, ok := errors.AsType[*oauth2.RetrieveError](e.Err); ok && answer.Response != nil {
		return fmt.Sprintf("sign in by %s: status %d %s", e.Method, answer.Response.StatusCode, answer.ErrorCode)
	}
	return fmt.Sprintf("sign in by %s: %v", e.Method, e.Err)
}

func (e *SignInError) Unwrap() error { return e.Err }

// ErrCodeExpired is the end of a device sign-in of which the person did not enter the code.
var ErrCodeExpired = errors.New("the code was not entered in time")

// AssertionError is a federated token that the pipeline's own service did not give.
type AssertionError struct {
	Service string // such as "GitHub Actions"
	Status  int    // of its answer
	Message string // what it said, in one line; may be empty
}

func (e *AssertionError) Error() string {
	return fmt.Sprintf("%s answered %d %s: %s", e.Service, e.Status, http.StatusText(e.Status), e.Message)
}

// SessionError is a session of a person that is not there, or that the authority takes no longer. A person has to sign
// in again.
type SessionError struct {
	Session Session // what is known of it: where it was kept, or what was looked for
	Err     error   // what the authority said; nil where there is no session
}

func (e *SessionError) Error() string {
	if e.Err == nil {
		return "nobody is signed in"
	}
	return "the session has ended"
}

func (e *SessionError) Unwrap() error { return e.Err }

// ErrOtherPerson ends the use of a session when somebody else has signed in in its place.
var ErrOtherPerson = errors.New("somebody else has signed in since this run began")

// StoreError is a session that could not be read or kept on this machine.
type StoreError struct {
	Path string
	Err  error
}

func (e *StoreError) Error() string { return e.Path + ": " + e.Err.Error() }
func (e *StoreError) Unwrap() error { return e.Err }
