package people

import (
	"fmt"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
)

// A NoPhotoError is the [explain.Absence] of a photo.
type NoPhotoError struct {
	User string // "" for the signed-in person
	Err  error  // the response of Graph, or that the picture has one pixel
}

func (e *NoPhotoError) Error() string { return nameOf(e.User) + " has no photo" }

func (e *NoPhotoError) Unwrap() error { return e.Err }

// Absent implements [explain.Absence].
func (e *NoPhotoError) Absent() string { return "photo" }

// Explain implements [explain.Explainer].
func (e *NoPhotoError) Explain() explain.Advice {
	return about(explain.Begin(e.Error()), e.Err, "set ignore_missing = true to continue without one, or give the "+
		"person a photo.")
}

// A PhotoSizeError reports that a photo does not exist in a size.
type PhotoSizeError struct {
	User, Size string
	Sizes      []string // in which it exists
	Err        error    // the response of Graph
}

func (e *PhotoSizeError) Error() string {
	return fmt.Sprintf("the photo of %s does not exist in %s", nameOf(e.User), e.Size)
}

func (e *PhotoSizeError) Unwrap() error { return e.Err }

// Explain implements [explain.Explainer].
func (e *PhotoSizeError) Explain() explain.Advice {
	seen := explain.Begin(e.Error()) + " It exists in " + strings.Join(e.Sizes, ", ") + "."
	a := about(seen, e.Err, "use one of these sizes, or leave size out to get the largest.")
	a.At = explain.Path{"size"}
	return a
}

// An UnknownUserError reports that it is not the photo that is missing.
type UnknownUserError struct {
	User string
	Err  error // the response of Graph
}

func (e *UnknownUserError) Error() string { return fmt.Sprintf("the user %q does not exist", e.User) }

func (e *UnknownUserError) Unwrap() error { return e.Err }

// Explain implements [explain.Explainer].
func (e *UnknownUserError) Explain() explain.Advice {
	return about(explain.Begin(e.Error()), e.Err, "check the spelling and the tenant that you are signed in to. "+
		"ignore_missing is for persons without a photo, and does not cover a user that does not exist.")
}

// about returns the advice about an error that a response of Graph has caused.
func about(seen string, cause error, todo string) explain.Advice {
	a := explain.Advice{Seen: seen, Todo: todo}
	if description, ids := explain.AnsweredBy(cause); description != "" {
		a.Seen += " " + description
		a.IDs = ids
	}
	return a
}

// MaxContent is the size of the largest photo or other file that is kept in a state, in bytes. The CLI reads and writes
// the whole state, in Base64, with every run; Graph itself accepts no larger photo.
const MaxContent = 4 << 20

// A ContentError reports that a response is not a picture, or is too large for a state.
type ContentError struct {
	MediaType string
	Size      int  // in bytes
	Photo     bool // whether a photo was requested, rather than any file
}

func (e *ContentError) Error() string { return fmt.Sprintf("%d bytes of %s", e.Size, e.MediaType) }

// Explain implements [explain.Explainer].
func (e *ContentError) Explain() explain.Advice {
	switch {
	case e.Size > MaxContent && e.Photo:
		return explain.Advice{
			Seen: fmt.Sprintf("The photo has %d bytes, and at most %d are kept in a state.", e.Size, MaxContent),
			Todo: `use a smaller size, such as size = "240x240".`,
			At:   explain.Path{"size"},
		}
	case e.Size > MaxContent:
		return explain.Advice{
			Seen: fmt.Sprintf("The answer holds %d bytes of %s, and at most %d are kept in a state.",
				e.Size, e.MediaType, MaxContent),
			Todo: "read less, or read it outside of Terraform: a state is no place for large files.",
		}
	default:
		return explain.Advice{
			Seen: fmt.Sprintf("The answer is not a picture but %s.", e.MediaType),
			Todo: explain.Interposed + "Check graph_endpoint and HTTPS_PROXY.",
		}
	}
}

func nameOf(user string) string {
	if user == "" {
		return "the signed-in person"
	}
	return user
}
