package people

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
)

// The type of a photo is the declared one if it fits into a data URI, and else that of the bytes. Bytes that are known
// not to be a picture are an error.
func TestNewPhoto_type(t *testing.T) {
	t.Parallel()
	const jpeg = "\xff\xd8\xff\xe0 rest"
	for _, test := range []struct{ declared, body, want string }{
		{"image/jpeg", jpeg, "image/jpeg"},
		{"image/pjpeg", jpeg, "image/pjpeg"},
		{`image/"x`, jpeg, "image/jpeg"},
		{"application/octet-stream", jpeg, "image/jpeg"},
		{"", jpeg, "image/jpeg"},
		{"image/jpeg", "<html><body>Sign in</body></html>", ""},
		{"image/jpeg", `{"error":{}}`, ""},
	} {
		photo, err := newPhoto(&graph.Response{ContentType: test.declared, Body: []byte(test.body)})
		if (err == nil) != (test.want != "") || err == nil && photo.ContentType != test.want {
			t.Errorf("%q with %q: photo %+v, error %v; want type %q", test.declared, test.body, photo, err, test.want)
		}
	}
}

func TestSizesOf(t *testing.T) {
	t.Parallel()
	got := sizesOf([]entry{{ID: "DEFAULT"}, {ID: "48X48"}, {ID: "default", Width: 64, Height: 64}, {ID: "64x64"}})
	if diff := cmp.Diff([]string{"48x48", "64x64"}, got); diff != "" {
		t.Errorf("sizes (-want +got):\n%s", diff)
	}
}

// An instant after the year 9999 is not exact, because RFC 3339 cannot express it.
func TestEventInstant_lastYear(t *testing.T) {
	t.Parallel()
	for zone, want := range map[string]bool{"UTC": true, "Europe/Berlin": true, "Pacific/Honolulu": false} {
		text, exact := EventInstant([]byte(`{"dateTime":"9999-12-31T23:59:59","timeZone":"`+zone+`"}`), nil)
		if exact != want {
			t.Errorf("instant in %s = %q, exact %t; want exact %t", zone, text, exact, want)
		}
	}
}
