package provider_test

import (
	"regexp"
	"testing"

	"github.com/hashicorp/terraform-plugin-testing/knownvalue"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

func TestAccPhoto(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	testApply(t, personBlock(srv)+`
data "graph_photo" "mine" {
  user = "me"
  size = "64x64"
}
data "graph_photo" "none" {
  user           = "LynneR@contoso.com"
  ignore_missing = true
}
output "html" { value = "<img src=\"${data.graph_photo.mine.data_uri}\">" }
output "bytes" { value = data.graph_photo.mine.content_base64 != null }`,
		expectValue("data.graph_photo.mine", "width", knownvalue.Int64Exact(64)),
		expectValue("data.graph_photo.mine", "available_sizes", knownvalue.ListSizeExact(9)),
		expectValue("data.graph_photo.mine", "sha256", knownvalue.StringRegexp(regexp.MustCompile(`^[0-9a-f]{64}$`))),
		expectValue("data.graph_photo.none", "exists", knownvalue.Bool(false)),
		expectValue("data.graph_photo.none", "width", knownvalue.Null()))
}

func TestAccPhotoExample(t *testing.T) {
	srv := graphemu.NewServer(t, graphemu.Options{})
	testApply(t, personProvider(srv)+example(t, "data-source", "graph_photo"),
		expectValue("data.graph_photo.adele", "width", knownvalue.Int64Exact(96)))
}
