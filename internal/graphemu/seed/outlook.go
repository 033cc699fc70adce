package seed

import (
	"bytes"
	"encoding/base64"
	"image/jpeg"
	"maps"
	"slices"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/document"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/outlook"
)

func (r *reader) completeEvents() {
	var events []object
	for _, n := range r.root.List("events") {
		o, _ := n.Plain().(object)
		setDefault(o, "id", n.Path+" "+n.Text("subject"))
		minutes := 30
		if n.Flag("allDay") {
			minutes = 24 * 60
		}
		setDefault(o, "minutes", minutes)
		if subject := n.Get("subject"); subject != nil {
			properties, _ := o["properties"].(object)
			properties = maps.Clone(properties)
			if properties == nil {
				properties = object{}
			}
			properties["subject"] = subject.Value
			o["properties"] = properties
		}
		r.checkSeries(n.Get("repeat"))
		r.refer(o, n, "in", owners)
		r.refer(o, n, "organizer", people)
		for i, attendee := range n.List("attendees") {
			list, _ := o["attendees"].([]any)
			a, _ := list[i].(object)
			r.refer(a, attendee, "user", people)
		}
		events = append(events, o)
	}
	r.out["events"] = events
}

// checkSeries reports a series that takes too long.
func (r *reader) checkSeries(repeat *document.Node) {
	if days := repeat.Int("days") * (repeat.Int("times") - 1); days > outlook.MaxDays {
		r.report(repeat.Problemf("the series takes %d days; %d are possible", days, outlook.MaxDays))
	}
}

// byUser calls use with what a member of the file has for each user, and with the user principal name.
func (r *reader) byUser(member string, among kinds, use func(user string, n *document.Node)) {
	written := r.root.Get(member)
	if written == nil {
		return
	}
	for _, m := range written.Members {
		named := *m.Value
		named.Value = m.Name
		use(r.resolve(&named, among), m.Value)
	}
}

func (r *reader) completeMailboxes() {
	mailboxes := map[string]any{}
	r.byUser("mailboxes", person, func(user string, n *document.Node) {
		if away := n.Get("away"); away != nil && len(away.Items) != 2 {
			r.report(away.Problemf("write two numbers: the hours from now at which the replies begin and end"))
		}
		mailboxes[user] = n.Plain()
	})
	r.out["mailboxes"] = mailboxes
}

func (r *reader) completePhotos() {
	photos := map[string]any{}
	r.byUser("photos", users, func(user string, n *document.Node) {
		photo, _ := n.Plain().(object)
		if file := n.Get("file"); file != nil {
			delete(photo, "file")
			photo["jpeg"] = r.readPhoto(file)
		}
		photos[user] = photo
	})
	if all, ok := photos[directory.Everybody]; ok {
		delete(photos, directory.Everybody)
		for _, o := range slices.Concat(r.base.list("users"), r.objects("users")) {
			name := textOf(o, "userPrincipalName")
			if _, own := photos[name]; !own {
				photos[name] = all
			}
		}
	}
	r.out["photos"] = photos
}

// readPhoto returns a picture in base64.
func (r *reader) readPhoto(file *document.Node) string {
	name, _ := file.Value.(string)
	picture, err := r.open(name)
	if err != nil {
		r.report(file.Problemf("%s", err))
		return ""
	}
	config, err := jpeg.DecodeConfig(bytes.NewReader(picture))
	switch {
	case err != nil:
		r.report(file.Problemf("%s is not a JPEG: %s", name, err))
	case config.Width != config.Height || config.Width < 48:
		r.report(file.Problemf("%s is %d pixels wide and %d high; a photo is square, and at least 48 pixels wide",
			name, config.Width, config.Height))
	}
	return base64.StdEncoding.EncodeToString(picture)
}
