package outlook

import (
	"fmt"
	"hash/crc32"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// PhotoForm is one of the errors by which Graph reports that a user has no photo; the value is its code.
type PhotoForm string

// The forms, of which [PhotoImageNotFound] is the usual one.
const (
	PhotoImageNotFound      PhotoForm = "ImageNotFound"
	PhotoItemNotFound       PhotoForm = "ErrorItemNotFound"
	PhotoConsumer           PhotoForm = "ConsumerPhotoIsNotSupported"
	PhotoNonExistentStorage PhotoForm = "ErrorNonExistentStorage"
	PhotoNonExistentMailbox PhotoForm = "ErrorNonExistentMailbox"
	// PhotoOnePixel is 200 for the metadata, of an image/gif of one pixel with an empty etag, and 404 for the picture:
	// https://learn.microsoft.com/graph/api/profilephoto-get.
	PhotoOnePixel PhotoForm = "1x1"
)

// PhotoForms returns all forms of "no photo".
func PhotoForms() []PhotoForm {
	return []PhotoForm{
		PhotoImageNotFound, PhotoItemNotFound, PhotoConsumer, PhotoNonExistentStorage, PhotoNonExistentMailbox, PhotoOnePixel,
	}
}

// problem is the error of a form that is one.
func (f PhotoForm) problem() *odata.Problem {
	message := map[PhotoForm]string{
		PhotoImageNotFound: "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.",
		PhotoItemNotFound:  "The photo wasn't found.",
		PhotoConsumer:      "The photo wasn't found.", PhotoNonExistentStorage: "Accessing service failed.",
		PhotoNonExistentMailbox: "The SMTP address has no mailbox associated with it.",
	}[f]
	return &odata.Problem{Status: http.StatusNotFound, Code: string(f), Message: message}
}

// seedPhoto is a photo: a square picture, or the widths that exist of one that is drawn, or the form in which it is
// missing.
type seedPhoto struct {
	JPEG  []byte    `json:"jpeg"`
	Sizes []int     `json:"sizes"`
	None  PhotoForm `json:"none"`

	bytes int // The largest size is padded to this length.
}

var (
	// Delegated; the first opens one's own photo alone: its description in permissions-descriptions.json says that it is
	// for the profile of the person who signed in.
	photoScopes = []string{"User.Read", "User.ReadBasic.All", "ProfilePhoto.Read.All", "ProfilePhoto.ReadWrite.All"}
	photoRoles  = []string{"ProfilePhoto.Read.All", "User.ReadBasic.All", "User.Read.All", "ProfilePhoto.ReadWrite.All"}
)

// photoSizes are the widths that Graph makes of a large photo.
var photoSizes = []int{48, 64, 96, 120, 240, 360, 432, 504, 648}

// photoStore has what a test changed, and the pictures that were made.
type photoStore struct {
	mu       sync.Mutex // Guards all below.
	changed  map[int]seedPhoto
	pictures map[string][]byte
}

func (p *photoStore) reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.changed = nil
}

func (p *photoStore) change(i int, to seedPhoto) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.changed == nil {
		p.changed = make(map[int]seedPhoto)
	}
	p.changed[i] = to
}

// picture keeps what make returns, because encoding a picture takes time.
func (p *photoStore) picture(key string, encode func() []byte) []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	if b, ok := p.pictures[key]; ok {
		return b
	}
	if p.pictures == nil || len(p.pictures) > 256 {
		p.pictures = make(map[string][]byte)
	}
	b := encode()
	p.pictures[key] = b
	return b
}

// NoPhoto takes a user's photo away until [Service.Reset], in one of the forms that Graph has for it. The user is named
// by id or user principal name; NoPhoto panics when there is no such user.
func (s *Service) NoPhoto(user string, form PhotoForm) {
	s.photos.change(s.directory.MustFind(user), seedPhoto{None: form})
}

// LargePhoto sets a photo of all sizes for a user until [Service.Reset], of which the largest has at least that many
// bytes.
func (s *Service) LargePhoto(user string, bytes int) {
	s.photos.change(s.directory.MustFind(user), seedPhoto{Sizes: photoSizes, bytes: bytes})
}

// photoOf returns the photo of row i. Three of four generated users have one.
func (s *Service) photoOf(i int) seedPhoto {
	s.photos.mu.Lock()
	changed, ok := s.photos.changed[i]
	s.photos.mu.Unlock()
	if ok {
		return changed
	}
	photo := seedPhoto{None: PhotoImageNotFound}
	if n, ok := s.directory.GeneratedNumber(i); ok {
		if n%4 != 3 {
			photo = seedPhoto{Sizes: photoSizes}
		}
	} else if written, ok := s.seedPhotos[s.directory.Row(i).Value("userPrincipalName").Text]; ok {
		photo = written
	}
	switch {
	case photo.JPEG != nil:
		photo.Sizes = sizesOf(photo.JPEG)
	case len(photo.Sizes) == 0 && photo.None == "":
		photo.Sizes = photoSizes
	}
	return photo
}

// HasPhoto reports whether the user of row i has a photo.
func (s *Service) HasPhoto(i int) bool { return s.photoOf(i).None == "" }

// photoSubject checks the permission, finds the person, and the size that the path asks for: the largest without one.
func (s *Service) photoSubject(c *directory.Call) (i int, photo seedPhoto, width int, err error) {
	if err := checkRoles(c); err != nil {
		return 0, photo, 0, err
	}
	allowed := photoScopes
	if !c.Caller.Person {
		allowed = photoRoles
	}
	if !c.Caller.Has(allowed) {
		return 0, photo, 0, photoDenied()
	}
	if i, _, err = c.Subject(); err != nil {
		return 0, photo, 0, err
	}
	if me, ok := c.SignedIn(); ok && me != i && !c.Caller.Has(photoScopes[1:]) {
		return 0, photo, 0, photoDenied()
	}
	photo = s.photoOf(i)
	if photo.None != "" && photo.None != PhotoOnePixel {
		return 0, photo, 0, photo.None.problem()
	}
	if photo.None == "" {
		width = slices.Max(photo.Sizes)
	}
	size, named := c.Params["size"]
	if !named {
		return i, photo, width, nil
	}
	if width, err = parseSize(size); err != nil {
		return 0, photo, 0, err
	}
	if !slices.Contains(photo.Sizes, width) {
		return 0, photo, 0, PhotoImageNotFound.problem()
	}
	return i, photo, width, nil
}

func photoDenied() *odata.Problem {
	return &odata.Problem{
		Status: http.StatusForbidden, Code: "ErrorInsufficientPermissionsInAccessToken",
		Message: "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ProfileAccessDeniedException' was thrown.",
	}
}

// parseSize reads 48x48 or 48X48. What is no size at all is refused in words of ours.
func parseSize(size string) (int, error) {
	w, h, ok := strings.Cut(strings.ToLower(size), "x")
	width, err := strconv.Atoi(w)
	if !ok || err != nil || w != h {
		return 0, &odata.Problem{
			Status: http.StatusBadRequest, Code: "ErrorInvalidImageId", Message: "The image id '" + size + "' is not valid.",
		}
	}
	return width, nil
}

// GetPhoto answers GET …/photo and GET …/photos/{size}: what there is to know about the picture.
func (s *Service) GetPhoto(c *directory.Call) (*odata.Response, error) {
	i, photo, width, err := s.photoSubject(c)
	if err != nil {
		return nil, err
	}
	if err := c.SingleOnly(); err != nil {
		return nil, err
	}
	if err := c.Lacks("$select", "$expand"); err != nil {
		return nil, err
	}
	set := "photo"
	if _, sized := c.Params["size"]; sized {
		set = "photos"
	}
	b := odata.AppendString([]byte(`{"@odata.context":`), c.Context(s.photoOwner(c, i)+"/"+set+"/$entity"))
	id := c.Directory.Row(i).Value("id").Text
	b = append(b, `,"@odata.id":`...)
	b = odata.AppendString(b, c.Origin+"/"+c.Version+"/users('"+id+"@"+directory.TenantID+"')/photo")
	return &odata.Response{Body: append(s.appendPhoto(b, i, photo, width), '}'), Items: 1}, nil
}

// photoOwner names whose photo it is in @odata.context.
func (s *Service) photoOwner(c *directory.Call, i int) string {
	if _, named := c.Params["user"]; !named {
		return "Me"
	}
	return "users('" + c.Directory.Row(i).Value("id").Text + "')"
}

// appendPhoto writes the metadata; width 0 is the picture of one pixel.
func (s *Service) appendPhoto(b []byte, i int, photo seedPhoto, width int) []byte {
	typ, etag := "image/jpeg", s.photoTag(i, photo, width)
	if width == 0 {
		typ, etag, width = "image/gif", "", 1
	}
	b = odata.AppendString(append(b, `,"@odata.mediaContentType":`...), typ)
	b = odata.AppendString(append(b, `,"@odata.mediaEtag":`...), etag)
	return append(b, fmt.Sprintf(`,"id":"%dx%d","width":%d,"height":%d`, width, width, width, width)...)
}

// photoTag is the etag of a picture, with the quotes that belong to it.
func (s *Service) photoTag(i int, photo seedPhoto, width int) string {
	key := fmt.Sprintf("%s %d %d", s.directory.Row(i).Value("id").Text, width, photo.bytes)
	return fmt.Sprintf(`"%08X"`, crc32.ChecksumIEEE([]byte(key)))
}

// GetPhotoValue answers GET …/photo/$value and GET …/photos/{size}/$value: the picture itself.
func (s *Service) GetPhotoValue(c *directory.Call) (*odata.Response, error) {
	i, photo, width, err := s.photoSubject(c)
	if err != nil {
		return nil, err
	}
	if width == 0 {
		return nil, PhotoImageNotFound.problem()
	}
	header := http.Header{"Cache-Control": {"private"}}
	tag := s.photoTag(i, photo, width)
	header["Etag"] = []string{tag}
	id := c.Directory.Row(i).Value("id").Text
	picture := s.photos.picture(id+tag, func() []byte {
		if photo.JPEG != nil {
			return scalePhoto(photo.JPEG, width)
		}
		b := drawPhoto(id, width)
		if width == slices.Max(photo.Sizes) {
			b = padPhoto(b, photo.bytes)
		}
		return b
	})
	return &odata.Response{ContentType: "image/jpeg", Header: header, Body: slices.Clone(picture), Items: 1}, nil
}

// ListPhotos answers GET …/photos: the sizes that exist. Nobody has a picture of one pixel in that list.
func (s *Service) ListPhotos(c *directory.Call) (*odata.Response, error) {
	i, photo, _, err := s.photoSubject(c)
	if err != nil {
		return nil, err
	}
	if err := c.Lacks("$select", "$expand", "$filter", "$orderby", "$search", "$top", "$skip", "$count"); err != nil {
		return nil, err
	}
	b := odata.AppendString([]byte(`{"@odata.context":`), c.Context(s.photoOwner(c, i)+"/photos"))
	b = append(b, `,"value":[`...)
	for n, width := range photo.Sizes {
		if n > 0 {
			b = append(b, ',')
		}
		start := len(b)
		b = append(s.appendPhoto(b, i, photo, width), '}')
		b[start] = '{'
	}
	return &odata.Response{Body: append(b, "]}"...), Items: len(photo.Sizes)}, nil
}
