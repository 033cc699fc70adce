package provider

import (
	"cmp"
	"encoding/json"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/graph-data/terraform-provider-graph/internal/graph"
	"github.com/graph-data/terraform-provider-graph/internal/people"
)

// changed returns the arguments by which the message differs from the one that was sent. It compares what they mean,
// not how they are written. An argument that is not known yet counts as changed. [mailModel.planContents] compares the
// contents.
func (m *mailModel) changed(sent *mailModel) []string {
	before, after := sent.meaning(), m.meaning()
	var names []string
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if after[name] == unknownMeaning || after[name] != before[name] {
			names = append(names, name)
		}
	}
	return names
}

// unknownMeaning is the meaning of an argument that is not known yet. The meaning of any other argument is JSON.
const unknownMeaning = "unknown"

// meaning returns what each argument means for the message, as JSON: defaults are filled in, an empty list is null, and
// neither the order of the recipients nor the case of an address counts.
func (m *mailModel) meaning() map[string]string {
	return map[string]string{
		"from":        meaningOf(graph.Fold(m.From.ValueString()), m.From),
		"sender":      meaningOf(graph.Fold(m.Sender.ValueString()), m.Sender),
		"to":          addressesMeaning(m.To),
		"cc":          addressesMeaning(m.Cc),
		"bcc":         addressesMeaning(m.Bcc),
		"reply_to":    addressesMeaning(m.ReplyTo),
		"subject":     meaningOf(m.Subject.ValueString(), m.Subject),
		"body_type":   meaningOf(cmp.Or(m.BodyType.ValueString(), "text"), m.BodyType),
		"importance":  meaningOf(cmp.Or(m.Importance.ValueString(), "normal"), m.Importance),
		"attachments": m.attachmentsMeaning(),
		"headers":     mapMeaning(m.Headers, graph.Fold),
		"triggers":    mapMeaning(m.Triggers, func(name string) string { return name }),
	}
}

// meaningOf returns a meaning as JSON, or unknownMeaning if one of the values that it is made from is unknown.
func meaningOf(meaning any, from ...attr.Value) string {
	if slices.ContainsFunc(from, attr.Value.IsUnknown) {
		return unknownMeaning
	}
	text, err := json.Marshal(meaning)
	if err != nil {
		return unknownMeaning // Cannot happen: texts, numbers and their lists have a JSON form.
	}
	return string(text)
}

func addressesMeaning(list types.List) string {
	var addresses []people.Address
	for _, text := range stringsIn(list) {
		address, err := people.ParseAddress(text)
		if err != nil {
			address.Address = text // Its own error says more.
		}
		address.Address = graph.Fold(address.Address)
		addresses = append(addresses, address)
	}
	slices.SortFunc(addresses, func(a, b people.Address) int {
		return cmp.Or(cmp.Compare(a.Address, b.Address), cmp.Compare(a.Name, b.Name))
	})
	return meaningOf(slices.Compact(addresses), append(list.Elements(), list)...)
}

// mapMeaning returns the meaning of a map, whose names are folded. An empty map means the same as none.
func mapMeaning(values types.Map, fold func(string) string) string {
	var folded map[string]string
	if len(values.Elements()) > 0 {
		folded = map[string]string{}
	}
	from := []attr.Value{values}
	for name, value := range values.Elements() {
		text, _ := value.(types.String)
		folded[fold(name)], from = text.ValueString(), append(from, value)
	}
	return meaningOf(folded, from...)
}

// attachmentsMeaning returns the meaning of the files without their contents.
func (m *messageModel) attachmentsMeaning() string {
	type file struct {
		Name, Type, ID string
		Inline         bool
	}
	var files []file
	from := []attr.Value{m.Attachments}
	for _, a := range m.attachments() {
		files = append(files, file{
			a.name.ValueString(), graph.Fold(a.contentType.ValueString()), a.contentID.ValueString(), a.inline.ValueBool(),
		})
		from = append(from, a.name, a.contentType, a.contentID, a.inline)
	}
	return meaningOf(files, from...)
}
