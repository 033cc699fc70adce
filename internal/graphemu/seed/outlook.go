package seed

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image/jpeg"
	"maps"
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/document"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/outlook"
)

const dayMinutes = 24 * 60

func (r *reader) completeEvents() {
	var events []object
	ids := map[string]bool{}
	for _, o := range r.base.list("events") {
		ids[textOf(o, "id")] = true
	}
	for _, n := range r.root.List("events") {
		o, _ := n.Plain().(object)
		setDefault(o, "id", n.Path+" "+n.Text("subject"))
		id := textOf(o, "id")
		if ids[id] {
			r.report(n.Problemf("the id %q is there already; leave it out, or write another one", id))
		}
		ids[id] = true
		minutes := 30
		if n.Flag("allDay") {
			minutes = dayMinutes
			r.checkAllDay(n)
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

// checkAllDay reports an event of whole days that does not begin or end at midnight.
func (r *reader) checkAllDay(n *document.Node) {
	if start := n.Get("start"); !strings.HasSuffix(n.Text("start"), "00:00") {
		r.report(start.Problemf(
			"an event with allDay begins at midnight: write a time such as 2026-01-20T00:00 or +1d 00:00"))
	}
	if minutes := n.Get("minutes"); n.Int("minutes")%dayMinutes != 0 {
		r.report(minutes.Problemf("an event with allDay takes whole days: write a multiple of %d", dayMinutes))
	}
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
	earlier := map[string]string{} // names by users
	for _, m := range written.Members {
		named := *m.Value
		named.Value = m.Name
		user := r.resolve(&named, among)
		if name, doubled := earlier[user]; doubled {
			r.report(m.Value.Problemf("this is the user of %q, who is there already; leave one of them out", name))
		}
		earlier[user] = m.Name
		use(user, m.Value)
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
		r.checkPhoto(n)
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

// checkPhoto reports names that exclude each other: a photo is in a file, or drawn in sizes, or missing.
func (r *reader) checkPhoto(n *document.Node) {
	var written []string
	for _, name := range []string{"file", "sizes", "none"} {
		if n.Get(name) != nil {
			written = append(written, name)
		}
	}
	if len(written) > 1 {
		r.report(n.Problemf("write one of %s, since each says what the photo is", strings.Join(written, ", ")))
	}
}

// readPhoto returns a picture in base64.
func (r *reader) readPhoto(file *document.Node) string {
	name, _ := file.Value.(string)
	picture, err := r.open(name)
	if err != nil {
		r.report(file.Problemf("%s", strings.TrimSuffix(err.Error(), "."))) // Errors of Windows have a dot.
		return ""
	}
	if err := checkPicture(picture); err != nil {
		r.report(file.Problemf("%s %s", name, err))
	}
	return base64.StdEncoding.EncodeToString(picture)
}

// checkPicture reports what is wrong with a picture. It decodes only what is not too large.
func checkPicture(picture []byte) error {
	const least, most = 48, 4096
	config, err := jpeg.DecodeConfig(bytes.NewReader(picture))
	if err == nil && (config.Width != config.Height || config.Width < least || config.Width > most) {
		return fmt.Errorf("is %d pixels wide and %d high; a photo is square, and %d to %d pixels wide",
			config.Width, config.Height, least, most)
	}
	if err == nil {
		_, err = jpeg.Decode(bytes.NewReader(picture))
	}
	if err != nil {
		return fmt.Errorf("is not a JPEG: %w", err)
	}
	return nil
}
