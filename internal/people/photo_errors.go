package people

import (
	"fmt"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
)

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
	todo := "leave size out to get the largest."
	// A small photo may exist only as it was uploaded, in a size that nobody can name.
	if slices.ContainsFunc(e.Sizes, func(size string) bool { return slices.Contains(PhotoSizes, size) }) {
		todo = "use one of these sizes, or " + todo
	}
	a := about(seen, e.Err, todo)
	a.At = explain.Path{"size"}
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
			Seen: fmt.Sprintf("The photo has %d bytes, and the provider writes at most %d to a state.", e.Size, MaxContent),
			Todo: `use a smaller size, such as size = "240x240".`,
			At:   explain.Path{"size"},
		}
	case e.Size > MaxContent:
		return explain.Advice{
			Seen: fmt.Sprintf("The response has %d bytes of %s, and the provider writes at most %d to a state.",
				e.Size, e.MediaType, MaxContent),
			Todo: "read less, or read it outside of Terraform: a state is not meant for large files.",
		}
	default:
		return explain.Advice{
			Seen: fmt.Sprintf("The response is not a picture but %s.", e.MediaType),
			Todo: explain.Interposed + "Check graph_endpoint and HTTPS_PROXY.",
		}
	}
}
