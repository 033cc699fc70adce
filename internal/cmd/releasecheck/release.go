package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"debug/buildinfo"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
)

// A release is what one run of GoReleaser has made, in the folder dist of a clone.
type release struct {
	dir     string
	version string
	gpgHome string // empty if it is not signed
	commit  string
}

// make clones the last commit, tags it in the clone, and runs GoReleaser there.
func (r *release) make(ctx context.Context, fingerprint string) error {
	if _, err := output(ctx, ".", nil, "git", "clone", "--quiet", ".", r.dir); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"remote", "set-url", "origin", "https://github.com/graph-data/" + project},
		{"tag", "--force", "v" + r.version},
	} {
		if _, err := output(ctx, r.dir, nil, "git", args...); err != nil {
			return err
		}
	}
	commit, err := output(ctx, r.dir, nil, "git", "rev-parse", "HEAD")
	if err != nil {
		return err
	}
	r.commit = strings.TrimSpace(commit)
	skip := "publish,announce"
	if fingerprint == "" {
		skip += ",sign"
	}
	_, err = output(ctx, r.dir, []string{"GPG_FINGERPRINT=" + fingerprint, "GNUPGHOME=" + r.gpgHome},
		"go", "tool", "-modfile=internal/tools/release/go.mod", "goreleaser", "release", "--timeout=3h", "--skip="+skip)
	return err
}

// file returns the path of a file of the release. suffix is what follows the version in its name.
func (r *release) file(suffix string) string {
	if suffix == "_manifest.json" {
		return filepath.Join(r.dir, "terraform-registry-manifest.json") // It gets its name when it is uploaded.
	}
	return filepath.Join(r.dir, "dist", project+"_"+r.version+suffix)
}

// sums returns the file of checksums.
func (r *release) sums() ([]byte, error) { return os.ReadFile(r.file("_SHA256SUMS")) }

// check checks all files of the release, and returns the checksums.
func (r *release) check(ctx context.Context) ([]byte, error) {
	sums, err := r.sums()
	if err != nil {
		return nil, err
	}
	platforms, err := r.platforms()
	if err != nil {
		return nil, err
	}
	suffixes := []string{"_manifest.json"}
	for _, platform := range platforms {
		if err := r.checkPlatform(platform); err != nil {
			return nil, fmt.Errorf("%s: %w", platform, err)
		}
		suffixes = append(suffixes, "_"+platform+".cdx.json", "_"+platform+".zip")
	}
	slices.Sort(suffixes)
	var want strings.Builder
	for _, suffix := range suffixes {
		content, err := os.ReadFile(r.file(suffix))
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(content)
		fmt.Fprintf(&want, "%s  %s_%s%s\n", hex.EncodeToString(sum[:]), project, r.version, suffix)
	}
	if string(sums) != want.String() {
		return nil, fmt.Errorf("checksums are\n%s\nwant\n%s", sums, &want)
	}
	if r.gpgHome != "" {
		_, err = output(ctx, ".", nil, "gpg", "--homedir", r.gpgHome, "--batch", "--verify",
			r.file("_SHA256SUMS.sig"), r.file("_SHA256SUMS"))
	}
	return sums, err
}

// platforms returns the platforms that .goreleaser.yml lists.
func (r *release) platforms() ([]string, error) {
	config, err := os.ReadFile(filepath.Join(r.dir, ".goreleaser.yml"))
	if err != nil {
		return nil, err
	}
	var platforms []string
	for _, match := range regexp.MustCompile(`(?m)^ +- ([a-z]+_[a-z0-9]+)$`).FindAllSubmatch(config, -1) {
		platforms = append(platforms, string(match[1]))
	}
	return platforms, nil
}

// checkPlatform checks the archive of a platform, and its list of modules.
func (r *release) checkPlatform(platform string) error {
	binary, err := r.binary(platform)
	if err != nil {
		return err
	}
	info, err := buildinfo.Read(bytes.NewReader(binary))
	if err != nil {
		return err
	}
	if got := setting(info, "GOOS") + "_" + setting(info, "GOARCH"); got != platform {
		return fmt.Errorf("the binary is for %s", got)
	}
	content, err := os.ReadFile(r.file("_" + platform + ".cdx.json"))
	if err != nil {
		return err
	}
	var list struct {
		BOMFormat  string
		Metadata   struct{ Component struct{ Version string } }
		Components []struct{ Name, Version string }
	}
	if err := json.Unmarshal(content, &list); err != nil {
		return err
	}
	if list.BOMFormat != "CycloneDX" || list.Metadata.Component.Version != "v"+r.version {
		return fmt.Errorf("the list of modules is %s of %s", list.BOMFormat, list.Metadata.Component.Version)
	}
	for _, module := range info.Deps {
		if !slices.Contains(list.Components, struct{ Name, Version string }{module.Path, module.Version}) {
			return fmt.Errorf("the list of modules lacks %s %s", module.Path, module.Version)
		}
	}
	return nil
}

// binary returns the provider of a platform. Its archive holds it and the licence, nothing else.
func (r *release) binary(platform string) ([]byte, error) {
	archive, err := zip.OpenReader(r.file("_" + platform + ".zip"))
	if err != nil {
		return nil, err
	}
	defer archive.Close()
	want := project + "_v" + r.version
	if strings.HasPrefix(platform, "windows_") {
		want += ".exe"
	}
	var names []string
	for _, f := range archive.File {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	if !slices.Equal(names, []string{"LICENSE", want}) {
		return nil, fmt.Errorf("the archive has %q, want LICENSE and %s", names, want)
	}
	f, err := archive.Open(want)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

func setting(info *debug.BuildInfo, key string) string {
	for _, s := range info.Settings {
		if s.Key == key {
			return s.Value
		}
	}
	return ""
}

// thisPlatform is the platform that this program runs on.
const thisPlatform = runtime.GOOS + "_" + runtime.GOARCH
