package permission

import (
	"slices"
	"testing"
)

func TestUse_check(t *testing.T) {
	t.Parallel()
	photo := Use{Calls: []Call{Photo.Me, Photo.User}}
	settings := Use{Calls: []Call{MailboxSettings.Me, MailboxSettings.User}}
	users := Use{
		Calls: []Call{Users}, Profile: UserProfile,
		Attributes: []Attribute{{"id", "id"}, {"job_title", "jobTitle"}},
	}
	for name, c := range map[string]struct {
		use       Use
		delegated bool
		carried   []string
		want      State
		nulls     []string
	}{
		"all":                {photo, true, []string{"User.ReadBasic.All"}, Works, nil},
		"oneself":            {photo, true, []string{"User.Read"}, InPart, nil},
		"application":        {photo, false, []string{"User.Read.All"}, Works, nil},
		"nothing":            {photo, true, []string{}, Lacking, nil},
		"never for others":   {settings, true, []string{"MailboxSettings.Read"}, InPart, nil},
		"person":             {Use{Calls: []Call{Me}}, false, []string{"User.Read.All"}, OfPeople, nil},
		"group calendar":     {Use{Calls: []Call{GroupEvents}}, false, []string{"Group.Read.All"}, OfPeople, nil},
		"nulls":              {users, false, []string{"User.ReadBasic.All"}, HasNulls, []string{"job_title"}},
		"no nulls":           {users, false, []string{"User.Read.All"}, Works, nil},
		"nothing to be null": {users, false, []string{"Mail.Send"}, Lacking, nil},
		"no calls":           {Use{}, false, []string{}, Works, nil},
		"any call":           {Use{Open: true}, false, []string{}, Depends, nil},
		"opaque":             {users, false, nil, Unknown, nil},
		"opaque, no calls":   {Use{}, false, nil, Unknown, nil},
	} {
		if v := c.use.Check(c.delegated, c.carried); v.State != c.want || !slices.Equal(v.Nulls, c.nulls) {
			t.Errorf("%s: verdict = %s, nulls %q; want %s, %q", name, v.State, v.Nulls, c.want, c.nulls)
		}
	}
}
