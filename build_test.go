package main

import (
	"runtime/debug"
	"testing"
)

func TestBuild(t *testing.T) {
	t.Parallel()
	const revision = "448a8f7b2c1d448a8f7b2c1d448a8f7b2c1d0000"
	inCheckout := []debug.BuildSetting{{Key: "vcs", Value: "git"}, {Key: "vcs.revision", Value: revision}}
	for name, c := range map[string]struct {
		version  string
		settings []debug.BuildSetting
		want     string
	}{
		"go install":        {"v0.1.0", nil, "0.1.0"},
		"tag of a checkout": {"v0.1.0", inCheckout, "0.1.0+448a8f7b2c1d"},
		"changed since tag": {"v0.1.0+dirty", inCheckout, "0.1.0+dirty.448a8f7b2c1d"},
		"checkout": {
			"v0.0.0-20261129045100-448a8f7b2c1d+dirty", inCheckout, "0.0.0-20261129045100-448a8f7b2c1d+dirty",
		},
		"without git": {"(devel)", nil, "dev"},
		"test":        {"", nil, "dev"},
	} {
		info := &debug.BuildInfo{Main: debug.Module{Version: c.version}, Settings: c.settings}
		if got := (build{versionOf(info), revisionOf(info)}).String(); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
