package provider

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // The forms that photos come in.
	_ "image/jpeg"
	_ "image/png"
	"net/http"
	"slices"
	"strings"
	"sync"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// photoSizes are those that Graph makes of a photo, see https://learn.microsoft.com/graph/api/profilephoto-get.
var photoSizes = []string{"48x48", "64x64", "96x96", "120x120", "240x240", "360x360", "432x432", "504x504", "648x648"}

// maxContent is how many bytes of a photo, or of another answer that is not JSON, go into a state. The CLI reads and
// writes the whole state, in Base64, with every run; Graph itself takes no larger photo.
const maxContent = 4 << 20

// photo is what there is to know about a photo.
type photo struct {
	content       []byte
	contentType   string
	width, height int
	etag          string
	sizes         []string // nil where Graph does not list them
}

// photoEntry is one size in the list of those that exist.
type photoEntry struct {
	ID            string `json:"id"`
	Width, Height int
	Etag          string `json:"@odata.mediaEtag"`
}

// noPhotoError says that a person has no photo.
type noPhotoError struct {
	user string // "" for the signed-in person
	err  error  // what Graph answered, or nil where it gave a picture of one pixel
}

func (e *noPhotoError) Error() string { return whose(e.user) + " has no photo" }
func (e *noPhotoError) Unwrap() error { return e.err }

// photoSizeError says that a photo does not exist in a size.
type photoSizeError struct {
	user, size string
	sizes      []string
	err        error
}

func (e *photoSizeError) Error() string {
	return fmt.Sprintf("the photo of %s does not exist in %s", whose(e.user), e.size)
}
func (e *photoSizeError) Unwrap() error { return e.err }

// unknownUserError says that it is not the photo that is missing.
type unknownUserError struct {
	user string
	err  error
}

func (e *unknownUserError) Error() string { return fmt.Sprintf("the user %q does not exist", e.user) }
func (e *unknownUserError) Unwrap() error { return e.err }

// contentError says that an answer is not what can be kept.
type contentError struct {
	media string
	size  int
	photo bool
}

func (e *contentError) Error() string { return fmt.Sprintf("%d bytes of %s", e.size, e.media) }

func (e *contentError) tooLarge() bool { return e.size > maxContent }

func whose(user string) string {
	if user == "" {
		return "the signed-in person"
	}
	return user
}

func isNoPhoto(err error) bool {
	_, ok := errors.AsType[*noPhotoError](err)
	return ok
}

// saysNoPhoto tells the answers that mean that there is no photo from every other failure, an unknown user among them.
func saysNoPhoto(err error) bool {
	answer, ok := errors.AsType[*graph.Error](err)
	if !ok || answer.Status != http.StatusNotFound {
		return false
	}
	switch strings.ToLower(answer.Code) {
	case "imagenotfound", "erroritemnotfound", "consumerphotoisnotsupported", "errornonexistentstorage", "errornonexistentmailbox":
		return true
	}
	return false
}

// readPhoto asks for the bytes and for the sizes that exist, at once. A picture tells its width and height itself, so
// its metadata are not asked for.
func readPhoto(ctx context.Context, client *graph.Client, user, size string) (*photo, error) {
	owner := graph.User(user)
	value := owner + "/photo/$value"
	if size != "" {
		value = owner + "/photos/" + size + "/$value"
	}
	var entries []photoEntry
	var unlisted error
	var listing sync.WaitGroup
	listing.Go(func() { entries, unlisted = photoEntries(ctx, client, owner) })
	answer, err := client.Do(ctx, graph.Request{Path: value})
	listing.Wait()

	var found *photo
	if err == nil {
		found, err = newPhoto(answer)
	}
	switch {
	case isNoPhoto(err) || saysNoPhoto(err):
		if size != "" && unlisted != nil {
			return nil, unlisted // Who knows whether it is the size that is missing.
		}
		if size != "" && len(entries) > 0 {
			return nil, &photoSizeError{user: user, size: size, sizes: sizesOf(entries), err: err}
		}
		return nil, &noPhotoError{user: user, err: err}
	case err != nil && user != "" && isMissing(err):
		return nil, &unknownUserError{user: user, err: err}
	case err != nil:
		return nil, err
	}
	found.complete(entries)
	return found, unlisted
}

// photoEntries lists the sizes that exist. Who has no photo has none; a mailbox that has no such list has nil.
func photoEntries(ctx context.Context, client *graph.Client, owner string) ([]photoEntry, error) {
	entries := []photoEntry{}
	for entry, err := range graph.List[photoEntry](ctx, client, graph.Request{Path: owner + "/photos"}) {
		answer, refused := errors.AsType[*graph.Error](err)
		switch {
		case refused && slices.Contains([]int{http.StatusBadRequest, http.StatusNotFound, http.StatusNotImplemented}, answer.Status):
			return nil, nil
		case err != nil:
			return nil, err
		case entry.Width != 1 || entry.Height != 1: // A picture of one pixel stands for none.
			entries = append(entries, entry)
		}
	}
	slices.SortStableFunc(entries, func(a, b photoEntry) int { return a.Width*a.Height - b.Width*b.Height })
	return entries, nil
}

func sizesOf(entries []photoEntry) []string {
	if entries == nil {
		return nil
	}
	sizes := []string{}
	for _, e := range entries {
		// An id is also written 240X240, or is the word default.
		size := strings.ToLower(e.ID)
		if e.Width > 0 && e.Height > 0 {
			size = fmt.Sprintf("%dx%d", e.Width, e.Height)
		}
		if !slices.Contains(sizes, size) {
			sizes = append(sizes, size)
		}
	}
	return sizes
}

// newPhoto takes an answer for a photo if it is one.
func newPhoto(answer *graph.Answer) (*photo, error) {
	p := &photo{content: answer.Body, contentType: answer.ContentType, etag: bareTag(answer.Header.Get("ETag"))}
	if !strings.HasPrefix(p.contentType, "image/") {
		p.contentType, _, _ = strings.Cut(http.DetectContentType(p.content), ";")
	}
	if !strings.HasPrefix(p.contentType, "image/") || len(p.content) > maxContent {
		return nil, &contentError{media: p.contentType, size: len(p.content), photo: true}
	}
	if config, _, err := image.DecodeConfig(bytes.NewReader(p.content)); err == nil {
		p.width, p.height = config.Width, config.Height
	}
	if p.width == 1 && p.height == 1 {
		return nil, &noPhotoError{}
	}
	return p, nil
}

// complete fills from the list of sizes what the picture itself does not tell.
func (p *photo) complete(entries []photoEntry) {
	p.sizes = sizesOf(entries)
	for _, e := range entries {
		if p.etag == "" && e.Width == p.width && e.Height == p.height {
			p.etag = bareTag(e.Etag)
		}
	}
}

// bareTag takes the quotes off, which are part of an entity tag in HTTP and of no use elsewhere.
func bareTag(tag string) string { return strings.Trim(strings.TrimPrefix(tag, "W/"), `"`) }
