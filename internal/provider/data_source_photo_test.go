package provider_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"image/jpeg"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/outlook"
)

// fetch returns the emulator's answer to a signed-in person, byte for byte.
func fetch(t *testing.T, srv *graphemu.TestServer, path string) ([]byte, http.Header) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+"/v1.0"+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+srv.PersonToken(""))
	resp, err := srv.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var body bytes.Buffer
	if _, err := body.ReadFrom(resp.Body); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("%s: status = %d, %v, want 200", path, resp.StatusCode, err)
	}
	return body.Bytes(), resp.Header
}

func TestPhoto(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	all := []any{"48x48", "64x64", "96x96", "120x120", "240x240", "360x360", "432x432", "504x504", "648x648"}
	for name, c := range map[string]struct {
		config values
		path   string
		width  float64
		sizes  []any
	}{
		"me":      {values{"user": "me"}, "/me/photo/$value", 648, all},
		"size":    {values{"user": "me", "size": "96x96"}, "/me/photos/96x96/$value", 96, all},
		"by name": {values{"user": "o'brien@contoso.com"}, "/users/o'brien@contoso.com/photo/$value", 648, all},
		"small": {
			values{"user": "JoniS@contoso.com", "ignore_missing": true}, "/users/JoniS@contoso.com/photo/$value",
			96, []any{"48x48", "64x64", "96x96"},
		},
		"unusual size": {
			values{"user": "IsaiahL@contoso.com"}, "/users/IsaiahL@contoso.com/photo/$value", 200, []any{"200x200"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := connect(t, asPerson(srv)).mustRead(t, "graph_photo", c.config)
			photo, header := fetch(t, srv, c.path)
			hash, encoded := sha256.Sum256(photo), base64.StdEncoding.EncodeToString(photo)
			for attribute, want := range (values{
				"exists": true, "content_base64": encoded, "content_type": "image/jpeg",
				"sha256": hex.EncodeToString(hash[:]), "data_uri": "data:image/jpeg;base64," + encoded,
				"width": c.width, "height": c.width,
				"etag": strings.Trim(header.Get("ETag"), `"`), "available_sizes": c.sizes,
			}) {
				if diff := cmp.Diff(want, result[attribute]); diff != "" {
					t.Errorf("%s (-want +got):\n%s", attribute, diff)
				}
			}
			config, err := jpeg.DecodeConfig(bytes.NewReader(photo))
			if err != nil || float64(config.Width) != c.width {
				t.Errorf("width of the picture = %d, %v, want %v", config.Width, err, c.width)
			}
		})
	}
}

func TestPhoto_twoRequests(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	connect(t, asPerson(srv)).mustRead(t, "graph_photo", values{"user": "me", "size": "48x48"})
	var got []string
	for _, req := range srv.GraphRequests() {
		got = append(got, req.Path+" "+req.Header.Get("Accept"))
	}
	slices.Sort(got)
	want := []string{"/v1.0/me/photos application/json", "/v1.0/me/photos/48x48/$value */*"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("requests (-want +got):\n%s", diff)
	}
}

// TestPhoto_none checks every form in which Graph says that there is no photo.
func TestPhoto_none(t *testing.T) {
	t.Parallel()
	for _, form := range outlook.PhotoForms() {
		for _, size := range []any{nil, "64x64"} {
			t.Run(fmt.Sprint(form, size), func(t *testing.T) {
				t.Parallel()
				srv := graphemu.NewServer(t, graphemu.Options{})
				srv.NoPhoto(graphemu.PersonUPN, form)
				s := connect(t, asPerson(srv))
				config := values{"user": "me", "size": size}
				want := values{
					"user": "me", "size": size, "ignore_missing": true, "exists": false, "missing_reason": "photo",
				}
				result := s.mustRead(t, "graph_photo", override(config, values{"ignore_missing": true}))
				for name, value := range result {
					if diff := cmp.Diff(want[name], value); diff != "" {
						t.Errorf("%s (-want +got):\n%s", name, diff)
					}
				}
				const failure = "Cannot read the photo\n\nThe signed-in person has no photo."
				if _, text := s.read(t, "graph_photo", config); !strings.Contains(text, failure) {
					t.Errorf("without ignore_missing: got %q, want %q", text, failure)
				}
			})
		}
	}
}

// onePixel replaces each picture by a transparent GIF of one pixel.
func onePixel() graphemu.Fault {
	return graphemu.Fault{PathPrefix: "/v1.0/me/photo/$value", Rewrite: func([]byte) []byte {
		return []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff" +
			"!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x01D\x00;")
	}}
}

func TestPhoto_errors(t *testing.T) {
	t.Parallel()
	largePhoto := func(srv *graphemu.TestServer) { srv.LargePhoto(graphemu.PersonUPN, 5<<20) }
	htmlPhoto := func(srv *graphemu.TestServer) { srv.Fail(graphemu.HTML(0).On("/v1.0/me/photo/")) }
	for name, c := range map[string]struct {
		config  values
		prepare func(*graphemu.TestServer)
	}{
		"photo_none":         {values{"user": "LynneR@contoso.com"}, nil},
		"photo_none_1x1":     {values{"user": "DebraB@contoso.com"}, nil},
		"photo_one_pixel":    {values{"user": "me"}, func(srv *graphemu.TestServer) { srv.Fail(onePixel()) }},
		"photo_size":         {values{"user": "JoniS@contoso.com", "size": "648x648", "ignore_missing": true}, nil},
		"photo_size_odd":     {values{"user": "IsaiahL@contoso.com", "size": "240x240"}, nil},
		"photo_unknown_user": {values{"user": "nobody@contoso.com"}, nil},
		"photo_403":          {values{"user": "AdeleV@contoso.com", "ignore_missing": true}, nil},
		"photo_too_large":    {values{"user": "me"}, largePhoto},
		"photo_no_picture":   {values{"user": "me"}, htmlPhoto},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := graphemu.NewServer(t, graphemu.Options{})
			if c.prepare != nil {
				c.prepare(srv)
			}
			config := asPerson(srv)
			if name == "photo_403" {
				config = asPerson(srv, "Team.ReadBasic.All")
			}
			result, text := connect(t, config).read(t, "graph_photo", c.config)
			if result != nil {
				t.Fatalf("result = %v, want an error", result)
			}
			compareText(t, name, text)
		})
	}
}

// TestPhoto_sizeIsChecked checks that an unknown size is an error that lists the sizes, and makes no request.
func TestPhoto_sizeIsChecked(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	_, text := connect(t, asPerson(srv)).read(t, "graph_photo", values{"user": "me", "size": "50x50"})
	if !strings.Contains(text, `AttributeName("size")`) || !strings.Contains(text, "648x648") {
		t.Errorf("got %q, want an error at size that lists 648x648", text)
	}
	if got := len(srv.Requests()); got != 0 {
		t.Errorf("requests = %d, want 0", got)
	}
}

// TestPhoto_withoutListOfSizes checks a mailbox with a photo but no list of sizes, such as that of a personal account.
func TestPhoto_withoutListOfSizes(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	srv.Fail(graphemu.Fault{
		Match:  func(r *http.Request) bool { return strings.HasSuffix(r.URL.Path, "/photos") },
		Status: 404, Body: `{"error":{"code":"ConsumerPhotoIsNotSupported","message":"The photo wasn't found."}}`,
	})
	result := connect(t, asPerson(srv)).mustRead(t, "graph_photo", values{"user": "me"})
	if result["available_sizes"] != nil || result["width"] != float64(648) {
		t.Errorf("available_sizes = %v, width = %v, want null, 648", result["available_sizes"], result["width"])
	}
}
