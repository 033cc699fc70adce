package provider

import (
	"crypto/sha256"
	"encoding/hex"
	"sync"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/people"
)

// The contents of a mail are its body and its files, which are in no state. The state has their hashes, which show
// whether they have changed; or a version, and then no hashes.

// A contents holds the hashes of the contents of a mail.
type contents struct {
	body  types.String
	files types.List // of strings, in the order of the attachments
}

var (
	noHashes      = contents{types.StringNull(), types.ListNull(types.StringType)}
	unknownHashes = contents{types.StringUnknown(), types.ListUnknown(types.StringType)}
)

// contents returns the hashes that the model holds.
func (m *mailModel) contents() contents { return contents{m.BodySHA256, m.AttachmentsSHA256} }

func (m *mailModel) setContents(c contents) { m.BodySHA256, m.AttachmentsSHA256 = c.body, c.files }

// unlessVersioned returns the given hashes, or none if there is a content_version.
func (m *mailModel) unlessVersioned(hashes contents) contents {
	switch {
	case m.ContentVersion.IsNull():
		return hashes
	case m.ContentVersion.IsUnknown():
		return unknownHashes
	default:
		return noHashes
	}
}

// hashes computes the hashes of the contents. The hash of a content that is not known yet is unknown.
func (m *mailModel) hashes() contents {
	c := unknownHashes
	if !m.Body.IsUnknown() {
		c.body = hashOf([]byte(m.Body.ValueString())) // A body of "" is none.
	}
	if !m.Attachments.IsUnknown() {
		c.files = hashesOf(m.attachments())
	}
	return c
}

func hashesOf(files []attachment) types.List {
	hashes := make([]attr.Value, 0, len(files))
	for _, a := range files {
		hash := types.StringUnknown()
		if !a.content.IsUnknown() {
			content, err := people.DecodeBase64(a.content.ValueString())
			if err != nil {
				content = []byte(a.content.ValueString()) // Its own error says more.
			}
			hash = hashOf(content)
		}
		hashes = append(hashes, hash)
	}
	return types.ListValueMust(types.StringType, hashes)
}

func hashOf(content []byte) types.String {
	sum := sha256.Sum256(content)
	return types.StringValue(hex.EncodeToString(sum[:]))
}

// planContents returns the hashes to plan, and the attributes by which the contents differ from those that were sent.
// The hash of a changed content is planned as unknown: an ephemeral content may be another one at apply, and a planned
// hash would then be an error.
//
// ignored reports whether the lifecycle of the resource ignores changes. A CLI takes what it ignores from the state, in
// which the contents are null, so a null content then stands for the one that was sent.
func (m *mailModel) planContents(sent *mailModel, ignored bool) (planned contents, changed []string) {
	if sent.BodySHA256.IsNull() {
		versions := !sent.ContentVersion.IsNull() && !m.ContentVersion.IsNull()
		if versions && !m.ContentVersion.Equal(sent.ContentVersion) {
			changed = []string{"content_version"}
		}
		return m.unlessVersioned(unknownHashes), changed
	}
	now := m.hashes()
	if ignored && m.Body.IsNull() {
		now.body = sent.BodySHA256
	}
	now.files = keepIgnored(now.files, m.attachments(), sent.AttachmentsSHA256)
	planned = sent.contents()
	if !now.body.Equal(sent.BodySHA256) {
		planned.body, changed = types.StringUnknown(), append(changed, "body_sha256")
	}
	if !now.files.Equal(sent.AttachmentsSHA256) {
		planned.files, changed = types.ListUnknown(types.StringType), append(changed, "attachments_sha256")
	}
	return m.unlessVersioned(planned), changed
}

// keepIgnored returns the hashes of files, with the hash that was sent for each null content. Since a file must have a
// content, a null one is always an ignored one.
func keepIgnored(hashes types.List, files []attachment, sent types.List) types.List {
	elements := sent.Elements()
	for i, a := range files {
		if !a.content.IsNull() || i >= len(elements) {
			continue
		}
		list := append(hashes.Elements()[:i:i], elements[i])
		hashes = types.ListValueMust(types.StringType, append(list, hashes.Elements()[i+1:]...))
	}
	return hashes
}

// validations holds the hashes of the configurations of mails that were validated. A CLI validates a configuration as
// it is written, and then plans it with ignored arguments taken from the state. So a configuration that is planned
// without having been validated ignores changes. The protocol has no other sign of it, and a body that was removed from
// the configuration looks the same.
type validations struct {
	mu    sync.Mutex // guards known
	known map[[sha256.Size]byte]bool
}

func (v *validations) add(config tftypes.Value) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.known == nil {
		v.known = map[[sha256.Size]byte]bool{}
	}
	v.known[sha256.Sum256([]byte(config.String()))] = true
}

func (v *validations) has(config tftypes.Value) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.known[sha256.Sum256([]byte(config.String()))]
}
