package outlook

import "testing"

// TestWindowsZones checks that the machine knows the IANA zone of each Windows name.
func TestWindowsZones(t *testing.T) {
	t.Parallel()
	if got := len(windowsZones.Get()); got != 139 {
		t.Errorf("zones = %d, want all 139 of Unicode's CLDR", got)
	}
	for name, iana := range windowsZones.Get() {
		if got, ok := zone(name); !ok || got.String() != iana {
			t.Errorf("zone(%q) = %v, %t, want %s", name, got, ok, iana)
		}
	}
}
