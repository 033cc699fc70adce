package provider_test

import "testing"

// everyRead returns configurations of each data source, by its name, that the emulator's Adele can read. A data source
// without one fails the test.
func everyRead(t *testing.T) map[string][]values {
	t.Helper()
	const extension = "extension_6f1b0d7e3a524c8e9a445d2f7c1e8b90_costCenter"
	const nobody, adele = "nobody@contoso.com", "AdeleV@contoso.com"
	reads := map[string][]values{
		"graph_query": {
			{"path": "/users", "limit": 120},
			{"path": "/groups"},
			{"path": "/users", "select": []string{"id", "accountEnabled", "otherMails", "mobilePhone", "@odata.type"}},
			{"path": "/me"},
			{"path": "/me", "select": []string{"displayName", "nothing"}, "query": values{"$select": "displayName"}},
			{"path": "/organization"},
			{"path": "/users", "query": values{"$count": "true"}},
			{"path": "/users/$count"},
			{"path": "/me/photo/$value"},
		},
		"graph_me": {{}, {"additional_properties": []string{extension}}},
		"graph_user": {
			{"user_principal_name": "AdeleV@contoso.com", "include_manager": true},
			{"mail": "adelev@contoso.com", "additional_properties": []string{extension, "streetAddress"}},
			{"mail_nickname": "AdeleV", "include_manager": true, "timeouts": values{"read": "1m"}},
			{"id": "87d349ed-44d7-43e1-9a83-5f2406dee5bd"},
			{"user_principal_name": nobody, "ignore_missing": true},
		},
		"graph_users": {
			{"all": true, "include_manager": true, "additional_properties": []string{extension, "streetAddress"}},
			{"mails": []string{nobody, "AdeleV@contoso.com", nobody}, "ignore_missing": true},
			{"filter": "startsWith(displayName,'A')", "select": []string{"display_name"}, "limit": 7},
		},
		"graph_client_config": {{}},
		"graph_group":         {{"display_name": "Engineering"}, {"id": boardID}, {"mail": "no", "ignore_missing": true}},
		"graph_groups":        {{"all": true}, {"mails": []string{"no", "sales@contoso.com"}, "ignore_missing": true}},
		"graph_group_members": {{"group": deployersID, "transitive": true}, {"group": storesID}},
		"graph_group_owners":  {{"group": deployersID}},
		"graph_memberships": {
			{"user": "me", "transitive": true}, {"user": nobody, "ignore_missing": true},
			{"user": "me"}, {"user": adele}, {"user": adele, "transitive": true},
		},
		"graph_team": {{"display_name": "Retail Leaders"}, {"id": deployersID, "ignore_missing": true}},
		"graph_team_channels": {
			{"team": retailID, "include_incoming": true, "include_mail": true}, {"team": retailID},
		},
		"graph_team_members":     {{"team": retailID}, {"team": retailID, "channel": budgetID}},
		"graph_mailbox_settings": {{"user": "me"}, {"user": adele}, {"user": nobody, "ignore_missing": true}},
		"graph_calendars":        {{"user": "me"}, {"user": adele}, {"user": nobody, "ignore_missing": true}},
		"graph_schedule": {
			{
				"user": "me", "addresses": []string{"AdeleV@contoso.com", "no@contoso.com"}, "ignore_missing": true,
				"start": "2026-01-20T00:00:00Z", "end": "2026-01-27T00:00:00Z", "time_zone": "Europe/Berlin",
			},
			{
				"user": adele, "addresses": []string{adele},
				"start": "2026-01-20T00:00:00Z", "end": "2026-01-27T00:00:00Z",
			},
			{
				"user": nobody, "addresses": []string{"a@contoso.com"}, "ignore_missing": true,
				"start": "2026-01-20T00:00:00Z", "end": "2026-01-27T00:00:00Z",
			},
		},
		"graph_user_licenses":   {{"user": "me"}, {"user": adele}},
		"graph_subscribed_skus": {{}},
		"graph_organization":    {{}},
		"graph_joined_teams":    {{"user": "me"}, {"user": adele}, {"user": nobody, "ignore_missing": true}},
		"graph_direct_reports":  {{"user": "MiriamG@contoso.com"}, {"user": "me"}},
		"graph_manager": {
			{"user": "me", "levels": "max"}, {"user": nobody, "ignore_missing": true}, {"user": "me"}, {"user": adele},
		},
		"graph_photo": {
			{"user": "me"}, {"user": "me", "size": "48x48"}, {"user": adele}, {"user": nobody, "ignore_missing": true},
		},
		"graph_calendar_view": {
			{"group": retailID, "start": "2026-01-19T00:00:00Z", "end": "2026-01-20T00:00:00Z"},
			{"user": "me", "start": "2026-03-01T00:00:00Z", "end": "2026-06-01T00:00:00Z", "time_zone": "Europe/Berlin"},
			{"user": "me", "start": "2026-03-01T00:00:00Z", "end": "2026-06-01T00:00:00Z", "calendar_name": "Change windows"},
			{"user": adele, "start": "2026-03-01T00:00:00Z", "end": "2026-06-01T00:00:00Z"},
			{"user": adele, "start": "2026-03-01T00:00:00Z", "end": "2026-06-01T00:00:00Z", "calendar_name": "Change windows"},
		},
	}
	for source := range newRPC(t).schemas.DataSourceSchemas {
		if len(reads[source]) == 0 {
			t.Errorf("there is no read of %s here", source)
		}
	}
	return reads
}
