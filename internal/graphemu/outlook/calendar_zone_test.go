package outlook

import "testing"

// TestWindowsZones checks that the machine knows the IANA zone of each Windows name.
func TestWindowsZones(t *testing.T) {
	t.Parallel()
	for name, iana := range windowsZones {
		if _, ok := zone(name); !ok {
			t.Errorf("%s has no zone %s", name, iana)
		}
	}
}
