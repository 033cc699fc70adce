package main

import (
	"cmp"
	"runtime/debug"
	"strings"
)

// version and commit are set by the release build.
var version, commit string

// A build says which build of the provider this is.
type build struct {
	version string // without a v, such as "0.1.0"; "dev" if it is not known
	commit  string // "" if it is not known
}

// thisBuild returns what the release build has set, and otherwise what the go command knows: the version of the module
// after go install, and a version that names the commit in a checkout.
func thisBuild() build {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		info = new(debug.BuildInfo)
	}
	return build{cmp.Or(version, versionOf(info)), cmp.Or(commit, revisionOf(info))}
}

func versionOf(info *debug.BuildInfo) string {
	if v := strings.TrimPrefix(info.Main.Version, "v"); v != "" && v != "(devel)" {
		return v
	}
	return "dev"
}

func revisionOf(info *debug.BuildInfo) string {
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			return setting.Value
		}
	}
	return ""
}

// String returns the version, with the commit as its build metadata unless the version names it already. It can stand
// in a User-Agent.
func (b build) String() string {
	const short = 12 // as in the version of a commit without a tag
	if len(b.commit) < short || strings.Contains(b.version, b.commit[:short]) {
		return b.version
	}
	separator := "+"
	if strings.Contains(b.version, separator) { // A version has one plus; Go adds +dirty for a changed checkout.
		separator = "."
	}
	return b.version + separator + b.commit[:short]
}
