package people

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	_ "image/gif" // The formats of photos.
	_ "image/jpeg"
	_ "image/png"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// PhotoSizes are the sizes that Graph makes of a photo, see https://learn.microsoft.com/graph/api/profilephoto-get.
var PhotoSizes = []string{
	"48x48", "64x64", "96x96", "120x120", "240x240", "360x360", "432x432", "504x504", "648x648",
}

// A Photo is a photo of a person.
type Photo struct {
	Content       []byte
	ContentType   string   // such as "image/jpeg"
	Width, Height int      // in pixels; 0 if the format is not known
	ETag          string   // without quotes; "" if Graph sends none
	Sizes         []string // that exist, the smallest first; nil if Graph does not list them
}

// An entry is one size in the list of those that exist.
type entry struct {
	ID            string `json:"id"`
	Width, Height int
	ETag          string `json:"@odata.mediaEtag"`
}

// ReadPhoto reads the photo of a user in a size, or in the largest for "". It requests the bytes and the list of sizes
// at the same time. A picture contains its width and height, so its metadata is not requested.
//
// The error may be an [explain.Absence], a [*PhotoSizeError] or a [*ContentError].
func ReadPhoto(ctx context.Context, client *graph.Client, user, size string) (*Photo, error) {
	call, owner := permission.Photo.For(user == graph.Self).Name, graph.User(user)
	path := owner + "/photo/$value"
	if size != "" {
		path = owner + "/photos/" + size + "/$value"
	}
	var entries []entry
	var unlisted error // of the request for the list of sizes
	var listing sync.WaitGroup
	listing.Go(func() { entries, unlisted = listSizes(ctx, client, graph.Request{Call: call, Path: owner + "/photos"}) })
	resp, err := client.Do(ctx, graph.Request{Call: call, Path: path})
	listing.Wait()

	var photo *Photo
	if err == nil {
		photo, err = newPhoto(resp)
	}
	switch {
	case isNoPhoto(err, unlisted):
		if size != "" && unlisted != nil {
			return nil, unlisted // It is not known whether the photo or only its size does not exist.
		}
		if size != "" && len(entries) > 0 {
			return nil, &PhotoSizeError{User: user, Size: size, Sizes: sizesOf(entries), Err: err}
		}
		return nil, &AbsenceError{Thing: Picture, User: user, Err: err}
	case err != nil:
		return nil, Absent(user, err)
	}
	photo.complete(entries)
	return photo, unlisted
}

// These are pictures that stand for no photo.
var (
	errOnePixel = errors.New("the picture has one pixel")
	errNoBytes  = errors.New("the picture is empty")
)

// isNoPhoto reports whether there is no photo. Graph has many ways to say so. unlisted is the error of the list of
// sizes: if that request failed too, a response without a message does not mean that there is no photo.
func isNoPhoto(err, unlisted error) bool {
	answer, ok := errors.AsType[*graph.Error](err)
	if !ok || answer.Status != http.StatusNotFound || answer.Foreign() {
		return errors.Is(err, errOnePixel) || errors.Is(err, errNoBytes)
	}
	switch strings.ToLower(answer.Code) {
	case "imagenotfound", "erroritemnotfound", "getuserphoto", "consumerphotoisnotsupported", "errornonexistentstorage":
		return true
	case "":
		return unlisted == nil
	}
	return isNoMailbox(answer) || answer.Missing() && answer.Quotes("photo")
}

// listSizes lists the sizes that exist: none for a person without a photo, and nil for a mailbox without such a list.
func listSizes(ctx context.Context, client *graph.Client, req graph.Request) ([]entry, error) {
	entries := []entry{}
	for e, err := range graph.Decode[entry](client.List(ctx, req)) {
		answer, isAnswer := errors.AsType[*graph.Error](err)
		switch {
		case isAnswer && hasNoList(answer):
			return nil, nil
		case err != nil:
			return nil, err
		case e.Width != 1 || e.Height != 1:
			entries = append(entries, e)
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return a.Width*a.Height - b.Width*b.Height })
	return entries, nil
}

func hasNoList(answer *graph.Error) bool {
	switch answer.Status {
	case http.StatusBadRequest, http.StatusNotFound, http.StatusNotImplemented:
		return !answer.Foreign()
	}
	return false
}

func sizesOf(entries []entry) []string {
	if entries == nil {
		return nil
	}
	sizes := []string{}
	for _, e := range entries {
		size := strings.ToLower(e.ID) // It is also written 240X240.
		if e.Width > 0 && e.Height > 0 {
			size = fmt.Sprintf("%dx%d", e.Width, e.Height)
		}
		if size != "default" && !slices.Contains(sizes, size) { // It cannot be requested as a size.
			sizes = append(sizes, size)
		}
	}
	return sizes
}

// imageType matches the media types of pictures.
var imageType = regexp.MustCompile(`^image/[a-z0-9.+-]+$`)

// newPhoto returns the photo in a response. The error is errOnePixel, errNoBytes or a [*ContentError].
func newPhoto(resp *graph.Response) (*Photo, error) {
	if len(resp.Body) == 0 {
		return nil, errNoBytes
	}
	p := &Photo{Content: resp.Body, ContentType: resp.ContentType, ETag: unquotedTag(resp.Header.Get("ETag"))}
	// Bytes that are known to be something else are no picture, whatever the response declares. A type that is no type
	// would break the data URI.
	seen, _, _ := strings.Cut(http.DetectContentType(p.Content), ";")
	if !imageType.MatchString(p.ContentType) || strings.HasPrefix(seen, "text/") {
		p.ContentType = seen
	}
	if !strings.HasPrefix(p.ContentType, "image/") || len(p.Content) > MaxContent {
		return nil, &ContentError{MediaType: p.ContentType, Size: len(p.Content), Photo: true}
	}
	if config, _, err := image.DecodeConfig(bytes.NewReader(p.Content)); err == nil {
		p.Width, p.Height = config.Width, config.Height
	}
	if p.Width == 1 && p.Height == 1 {
		return nil, errOnePixel
	}
	return p, nil
}

// complete sets the sizes and, if the response had none, the ETag from the list of sizes.
func (p *Photo) complete(entries []entry) {
	p.Sizes = sizesOf(entries)
	for _, e := range entries {
		if p.ETag == "" && e.Width == p.Width && e.Height == p.Height {
			p.ETag = unquotedTag(e.ETag)
		}
	}
}

// unquotedTag returns an entity tag without the quotes that HTTP requires.
func unquotedTag(tag string) string { return strings.Trim(strings.TrimPrefix(tag, "W/"), `"`) }
