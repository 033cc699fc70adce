package graphemu

import (
	"fmt"
	"hash/crc32"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// PhotoForm is one of the ways in which Graph says that somebody has no photo; the value is its code.
type PhotoForm string

// The forms, of which [PhotoImageNotFound] is the usual one.
const (
	PhotoImageNotFound      PhotoForm = "ImageNotFound"
	PhotoItemNotFound       PhotoForm = "ErrorItemNotFound"
	PhotoConsumer           PhotoForm = "ConsumerPhotoIsNotSupported"
	PhotoNonExistentStorage PhotoForm = "ErrorNonExistentStorage"
	PhotoNonExistentMailbox PhotoForm = "ErrorNonExistentMailbox"
	PhotoOnePixel           PhotoForm = "1x1" // 200: an image/gif of one pixel with an empty etag.
)

// PhotoForms returns all forms of "no photo".
func PhotoForms() []PhotoForm {
	return []PhotoForm{
		PhotoImageNotFound, PhotoItemNotFound, PhotoConsumer, PhotoNonExistentStorage, PhotoNonExistentMailbox, PhotoOnePixel,
	}
}

// problem is the error of a form that is one.
func (f PhotoForm) problem() *problem {
	message := map[PhotoForm]string{
		PhotoImageNotFound: "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ImageNotFoundException' was thrown.",
		PhotoItemNotFound:  "The photo wasn't found.",
		PhotoConsumer:      "The photo wasn't found.", PhotoNonExistentStorage: "Accessing service failed.",
		PhotoNonExistentMailbox: "The SMTP address has no mailbox associated with it.",
	}[f]
	return &problem{status: http.StatusNotFound, code: string(f), message: message}
}

// seedPhoto is a photo: the widths that exist of it, or the form in which it is missing.
type seedPhoto struct {
	Sizes []int     `json:"sizes"`
	None  PhotoForm `json:"none"`

	bytes int // The largest size is padded to this length.
}

var (
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

// picture keeps what make gives, because encoding a picture takes its time.
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

// NoPhoto takes a user's photo away until [Outlook.Reset], in one of the forms that Graph has for it. The user is named
// by id or user principal name; NoPhoto panics when there is no such user.
func (o *outlook) NoPhoto(user string, form PhotoForm) {
	o.photos.change(o.directory.mustFind(user), seedPhoto{None: form})
}

// LargePhoto sets a photo of all sizes for a user until [Outlook.Reset], of which the largest has at least that many
// bytes.
func (o *outlook) LargePhoto(user string, bytes int) {
	o.photos.change(o.directory.mustFind(user), seedPhoto{Sizes: photoSizes, bytes: bytes})
}

// photoOf returns the photo of row i. Three of four generated users have one.
func (o *outlook) photoOf(i int) seedPhoto {
	o.photos.mu.Lock()
	changed, ok := o.photos.changed[i]
	o.photos.mu.Unlock()
	if ok {
		return changed
	}
	photo := seedPhoto{None: PhotoImageNotFound}
	if n, ok := o.directory.generatedNumber(i); ok {
		if n%4 != 3 {
			photo = seedPhoto{Sizes: photoSizes}
		}
	} else if written, ok := o.seedPhotos[o.directory.row(i).value("userPrincipalName").text]; ok {
		photo = written
	}
	if len(photo.Sizes) == 0 && photo.None == "" {
		photo.Sizes = photoSizes
	}
	return photo
}

// photoSubject checks the permission, finds the person, and the size that the path asks for: the largest without one.
func (o *outlook) photoSubject(c *call) (i int, photo seedPhoto, width int, err error) {
	allowed := photoScopes
	if !c.caller.person {
		allowed = photoRoles
	}
	if !c.caller.has(allowed) {
		return 0, photo, 0, &problem{
			status: http.StatusForbidden, code: "ErrorInsufficientPermissionsInAccessToken",
			message: "Exception of type 'Microsoft.Fast.Profile.Core.Exception.ProfileAccessDeniedException' was thrown.",
		}
	}
	if i, _, err = c.subject(); err != nil {
		return 0, photo, 0, err
	}
	photo = o.photoOf(i)
	if photo.None != "" && photo.None != PhotoOnePixel {
		return 0, photo, 0, photo.None.problem()
	}
	if photo.None == "" {
		width = slices.Max(photo.Sizes)
	}
	size, named := c.params["size"]
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

// parseSize reads 48x48 or 48X48. What is no size at all is refused in words of ours.
func parseSize(size string) (int, error) {
	w, h, ok := strings.Cut(strings.ToLower(size), "x")
	width, err := strconv.Atoi(w)
	if !ok || err != nil || w != h {
		return 0, &problem{
			status: http.StatusBadRequest, code: "ErrorInvalidImageId", message: "The image id '" + size + "' is not valid.",
		}
	}
	return width, nil
}

// getPhoto answers GET …/photo and GET …/photos/{size}: what there is to know about the picture.
func (o *outlook) getPhoto(c *call) (*response, error) {
	i, photo, width, err := o.photoSubject(c)
	if err != nil {
		return nil, err
	}
	if err := c.singleOnly(); err != nil {
		return nil, err
	}
	set := "photo"
	if _, sized := c.params["size"]; sized {
		set = "photos"
	}
	b := appendString([]byte(`{"@odata.context":`), c.context(o.photoOwner(c, i)+"/"+set+"/$entity"))
	id := c.directory.row(i).value("id").text
	b = appendString(append(b, `,"@odata.id":`...), c.origin+"/"+c.version+"/users('"+id+"@"+TenantID+"')/photo")
	return &response{body: append(o.appendPhoto(c, b, i, photo, width), '}'), items: 1}, nil
}

// photoOwner names whose photo it is in @odata.context.
func (o *outlook) photoOwner(c *call, i int) string {
	if _, named := c.params["user"]; !named {
		return "Me"
	}
	return "users('" + c.directory.row(i).value("id").text + "')"
}

// appendPhoto writes the metadata; width 0 is the picture of one pixel.
func (o *outlook) appendPhoto(c *call, b []byte, i int, photo seedPhoto, width int) []byte {
	typ, etag := "image/jpeg", o.photoTag(i, photo, width)
	if width == 0 {
		typ, etag, width = "image/gif", "", 1
	}
	b = appendString(append(b, `,"@odata.mediaContentType":`...), typ)
	b = appendString(append(b, `,"@odata.mediaEtag":`...), etag)
	return append(b, fmt.Sprintf(`,"id":"%dx%d","width":%d,"height":%d`, width, width, width, width)...)
}

// photoTag is the etag of a picture, with the quotes that belong to it.
func (o *outlook) photoTag(i int, photo seedPhoto, width int) string {
	key := fmt.Sprintf("%s %d %d", o.directory.row(i).value("id").text, width, photo.bytes)
	return fmt.Sprintf(`"%08X"`, crc32.ChecksumIEEE([]byte(key)))
}

// getPhotoValue answers GET …/photo/$value and GET …/photos/{size}/$value: the picture itself.
func (o *outlook) getPhotoValue(c *call) (*response, error) {
	i, photo, width, err := o.photoSubject(c)
	if err != nil {
		return nil, err
	}
	header := http.Header{"Cache-Control": {"private"}}
	if width == 0 {
		return &response{contentType: "image/gif", header: header, body: slices.Clone(onePixel), items: 1}, nil
	}
	tag := o.photoTag(i, photo, width)
	header["Etag"] = []string{tag}
	id := c.directory.row(i).value("id").text
	picture := o.photos.picture(id+tag, func() []byte {
		b := drawPhoto(id, width)
		if width == slices.Max(photo.Sizes) {
			b = padPhoto(b, photo.bytes)
		}
		return b
	})
	return &response{contentType: "image/jpeg", header: header, body: slices.Clone(picture), items: 1}, nil
}

// listPhotos answers GET …/photos: the sizes that exist. Nobody has a picture of one pixel in that list.
func (o *outlook) listPhotos(c *call) (*response, error) {
	i, photo, _, err := o.photoSubject(c)
	if err != nil {
		return nil, err
	}
	b := appendString([]byte(`{"@odata.context":`), c.context(o.photoOwner(c, i)+"/photos"))
	b = append(b, `,"value":[`...)
	for n, width := range photo.Sizes {
		if n > 0 {
			b = append(b, ',')
		}
		start := len(b)
		b = append(o.appendPhoto(c, b, i, photo, width), '}')
		b[start] = '{'
	}
	return &response{body: append(b, "]}"...), items: len(photo.Sizes)}, nil
}
