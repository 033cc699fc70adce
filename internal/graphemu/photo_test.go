package graphemu

import (
	"bytes"
	"image"
	_ "image/jpeg"
	"strconv"
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/outlook"
)

func TestPhoto(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	meta := a.get("/me/photo").ok(t).body
	sameKeys(t, meta, readSample(t, "photo_metadata.json"))
	if meta["id"] != "648x648" || meta["width"] != 648.0 {
		t.Errorf("got %v, want 648x648", meta)
	}
	etag, _ := meta["@odata.mediaEtag"].(string)
	whole := a.get("/me/photo/$value", "Accept-Encoding: gzip").ok(t)
	config, format, err := image.DecodeConfig(strings.NewReader(whole.text))
	if err != nil || format != "jpeg" || config.Width != 648 || config.Height != 648 {
		t.Fatalf("got %v %s, %v, want a JPEG of 648x648", config, format, err)
	}
	for name, want := range map[string]string{
		"Content-Type": "image/jpeg", "ETag": etag, "Cache-Control": "private", "Content-Encoding": "",
		"Content-Length": strconv.Itoa(len(whole.text)),
	} {
		if got := whole.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if other := a.get("/users/AdeleV@contoso.com/photos/648x648/$value").ok(t); other.text != whole.text {
		t.Error("got two pictures for the same person and size, want one")
	}
	if other := newAsker(t, Options{}).get("/me/photo/$value").ok(t); other.header.Get("ETag") != etag {
		t.Errorf("ETag of another server = %s, want %s", other.header.Get("ETag"), etag)
	}
	if other := a.get("/users/LeeG@contoso.com/photo/$value").ok(t); other.text == whole.text {
		t.Error("got the same picture for two people, want two")
	}
	small := a.get("/me/photos/48X48/$value").ok(t)
	if config, _, err := image.DecodeConfig(strings.NewReader(small.text)); err != nil || config.Width != 48 {
		t.Errorf("got %v, %v, want a width of 48", config, err)
	}
}

func TestPhotoSizes(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	sizes := func(user string) string {
		return strings.Join(a.get("/users/"+user+"/photos").ok(t).values("id"), " ")
	}
	if got := sizes(PersonUPN); got != "48x48 64x64 96x96 120x120 240x240 360x360 432x432 504x504 648x648" {
		t.Errorf("got %s, want all sizes", got)
	}
	if got := sizes("JoniS@contoso.com"); got != "48x48 64x64 96x96" {
		t.Errorf("got %s, want 48x48 64x64 96x96", got)
	}
	if got := a.get("/users/IsaiahL@contoso.com/photo").ok(t).body["id"]; got != "200x200" {
		t.Errorf("id = %v, want 200x200", got)
	}
	a.get("/users/JoniS@contoso.com/photos/240x240").fails(t, 404, "ImageNotFound", "ImageNotFoundException")
	a.get("/me/photos/100x100/$value").fails(t, 404, "ImageNotFound", "")
	a.get("/me/photos/large").fails(t, 400, "ErrorInvalidImageId", "large")
	a.get("/users/nobody@contoso.com/photo/$value").fails(t, 404, "Request_ResourceNotFound", "'nobody@contoso.com'")
}

func TestNoPhoto(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	for upn, code := range map[string]string{
		"LynneR@contoso.com": "ImageNotFound", "former.employee@contoso.com": "ErrorItemNotFound",
		"svc-backup@contoso.com": "ErrorNonExistentStorage", "Adams@contoso.com": "ErrorNonExistentMailbox",
		"MeganB_adatum.com%23EXT%23@contoso.com": "ConsumerPhotoIsNotSupported",
	} {
		for _, form := range []string{"/photo", "/photo/$value", "/photos", "/photos/48x48/$value"} {
			a.get("/users/"+upn+form).fails(t, 404, code, "")
		}
	}
	for user, sample := range map[string]string{
		"LynneR@contoso.com": "error_404_photo", "former.employee@contoso.com": "error_404_photo_old",
		"svc-backup@contoso.com": "error_404_photo_no_storage",
	} {
		sameError(t, a.get("/users/"+user+"/photo"), 404, readSample(t, sample+".json"))
	}
	for _, form := range outlook.PhotoForms() {
		a.server.NoPhoto(PersonUPN, form)
		got := a.get("/me/photo")
		if form != outlook.PhotoOnePixel {
			got.fails(t, 404, string(form), "")
			continue
		}
		want := readSample(t, "photo_metadata_none_1x1.json")
		for _, key := range []string{"@odata.mediaContentType", "@odata.mediaEtag", "id", "width", "height"} {
			if got.ok(t).body[key] != want[key] {
				t.Errorf("%s = %v, want %v", key, got.body[key], want[key])
			}
		}
		// See https://learn.microsoft.com/graph/api/profilephoto-get: 200 for the metadata, and 404 for the picture.
		a.get("/me/photo/$value").fails(t, 404, "ImageNotFound", "")
		a.get("/me/photos/48x48").fails(t, 404, "ImageNotFound", "")
	}
	a.server.Reset()
	a.get("/me/photo").ok(t)
}

func TestLargePhoto(t *testing.T) {
	t.Parallel()
	a := newAsker(t, Options{})
	const size = 3 << 20
	a.server.LargePhoto(PersonUPN, size)
	got := a.get("/me/photo/$value").ok(t)
	if _, _, err := image.Decode(bytes.NewReader([]byte(got.text))); err != nil || len(got.text) < size ||
		len(got.text) > size+8 {
		t.Errorf("got %d bytes, %v, want a picture of %d", len(got.text), err, size)
	}
	if got := a.get("/me/photos/504x504/$value").ok(t); len(got.text) > 100_000 {
		t.Errorf("the next size has %d bytes, want few", len(got.text))
	}
	a.server.Reset()
	plain := len(a.get("/me/photo/$value").ok(t).text)
	for _, n := range []int{1, 5, 65537, 65538, 65540, 131080} {
		a.server.LargePhoto(PersonUPN, plain+n)
		if _, _, err := image.Decode(strings.NewReader(a.get("/me/photo/$value").ok(t).text)); err != nil {
			t.Errorf("padded by %d: %v, want a picture", n, err)
		}
	}
}
