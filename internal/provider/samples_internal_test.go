package provider

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// TestSamples_arrive checks that each value of a sample that has a column arrives: that it is not null, and that a text
// is the same. The samples are responses of Graph's documentation, or put together from parts of it.
func TestSamples_arrive(t *testing.T) {
	t.Parallel()
	for sample, table := range map[string]columns.Table{
		"group_get": groupColumns, "group_get_dynamic": groupColumns, "group_list_page1": groupColumns,
		"group_user_memberof": groupColumns, "team_get_full": teamRecord, "channel_list": channelColumns,
		"channel_all_channels": channelColumns, "team_members": memberColumns, "channel_members": memberColumns,
		"license_details": licenseColumns, "license_subscribed_skus": skuColumns, "organization_list": organizationColumns,
		"mailbox_settings": mailboxColumns, "schedule_get": scheduleColumns, "schedule_calendars": calendarColumns,
	} {
		content, err := os.ReadFile(filepath.Join("testdata", "samples", sample+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var page struct{ Value []json.RawMessage }
		if err := json.Unmarshal(content, &page); err != nil {
			t.Fatal(err)
		}
		if page.Value == nil {
			page.Value = []json.RawMessage{content}
		}
		held := 0
		for _, object := range page.Value {
			held += checkArrives(t, sample, table, object)
		}
		if held < 3*len(page.Value) {
			t.Errorf("%s: values that have a column = %d, want at least 3 of each of %d objects", sample, held, len(page.Value))
		}
	}
}

// checkArrives compares an object with what the table makes of it, and returns how many values it compared.
func checkArrives(t *testing.T, sample string, table columns.Table, object json.RawMessage) (held int) {
	t.Helper()
	values, err := table.Encoder().Values([]byte(object))
	if err != nil {
		t.Errorf("%s: %v", sample, err)
		return 0
	}
	for _, c := range table {
		want := valueAt(object, c.Path())
		if want == nil || c.Kind() == "time" || c.Kind() == "derived" {
			continue
		}
		held++
		got, err := values[c.Name].Value()
		if err != nil {
			t.Errorf("%s: %s: %v", sample, c.Name, err)
			continue
		}
		text, isText := want.(string)
		if got.IsNull() || isText && !got.Equal(tftypes.NewValue(tftypes.String, text)) {
			t.Errorf("%s: %s = %s, want %v", sample, c.Name, got, want)
		}
	}
	return held
}

// valueAt returns the value at the end of a path of properties, or nil.
func valueAt(object json.RawMessage, path []string) any {
	for _, property := range slices.Clone(path) {
		var members map[string]json.RawMessage
		if json.Unmarshal(object, &members) != nil {
			return nil
		}
		object = members[property]
	}
	var value any
	_ = json.Unmarshal(object, &value) // What is absent is no JSON, and nil.
	return value
}
