package seed

import (
	"slices"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/document"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/outlook"
)

var (
	text  = document.Shape{Kind: document.Text}
	flag  = document.Shape{Kind: document.Boolean}
	id    = document.Shape{Kind: document.Text, Accepts: checkID}
	names = document.Shape{Kind: document.List, Items: &text}
	hours = document.Shape{Kind: document.List, Items: &document.Shape{
		Kind: document.Number, Min: -24 * outlook.MaxDays, Max: 24 * outlook.MaxDays,
	}}
	zone = document.Shape{Kind: document.Text, Accepts: outlook.CheckZone}
)

// objectFields are the names that objects have beside their properties of Graph, by the list that they are in.
func objectFields(list string) []document.Field {
	members := document.Field{
		Name: "members", Shape: &names,
		Help: "users by user principal name or display name, other objects by display name or id, * for all users",
	}
	switch list {
	case "users":
		return []document.Field{
			{
				Name: "userPrincipalName", Shape: &document.Shape{Kind: document.Text, Accepts: checkPrincipalName}, Required: true,
				Help: "the name that the person signs in with, such as ada@example.com",
			},
			{Name: "manager", Shape: &text, Help: "the manager, by user principal name or display name"},
			{Name: "licenses", Shape: &names, Help: "products by skuPartNumber, such as SPE_E5"},
			{Name: "noTeamsLicense", Shape: &flag, Help: "true: Teams refuses to answer for this user"},
			{Name: "assignedLicenses", Shape: &document.Shape{Kind: document.List, Items: &document.Shape{
				Kind: document.Object, Fields: []document.Field{
					{Name: "skuId", Shape: &id, Required: true, Help: "the id of a product"},
					{Name: "disabledPlans", Shape: &names},
				},
			}}},
		}
	case "groups":
		return []document.Field{
			displayName, members, {Name: "owners", Shape: &names, Help: "as members"},
		}
	case "contacts":
		return []document.Field{
			displayName, {Name: "manager", Shape: &text, Help: "the manager, by user principal name or display name"},
			{Name: "reports", Shape: &names, Help: "users whose manager the contact is"},
		}
	case "directoryRoles", "administrativeUnits":
		return []document.Field{displayName, members}
	default:
		return []document.Field{displayName}
	}
}

var displayName = document.Field{Name: "displayName", Shape: &text, Required: true, Help: "the name"}

// shape is the shape of a whole file.
var shape = late.Value[*document.Shape]{Make: func() *document.Shape {
	s := &document.Shape{Kind: document.Object, Fields: []document.Field{{
		Name: "extends", Shape: &document.Shape{Kind: document.Text, Choices: []string{builtIn}},
		Help: "add to the built-in company; by default, the file replaces it",
	}}}
	for _, kind := range directory.Kinds() {
		s.Fields = append(s.Fields, document.Field{
			Name: kind.List, Shape: &document.Shape{Kind: document.List, Items: objectShape(kind)},
			Help: "with the names of Graph's " + strings.TrimPrefix(kind.Type.Name, "microsoft.graph.") + ", and:",
		})
	}
	s.Fields = append(s.Fields,
		document.Field{Name: "teams", Shape: &document.Shape{Kind: document.List, Items: teamShape()}, Help: "teams"},
		document.Field{Name: "events", Shape: &document.Shape{Kind: document.List, Items: eventShape()}, Help: "events"},
		document.Field{
			Name: "mailboxes", Shape: &document.Shape{Kind: document.Object, Items: mailboxShape()},
			Help: "settings of mailboxes by user; who is not there has the usual ones",
		},
		document.Field{
			Name: "photos", Shape: &document.Shape{Kind: document.Object, Items: photoShape()},
			Help: "photos by user, * for all users; who is not there has none. {} is a drawn picture",
		},
		document.Field{
			Name: "organization", Shape: &document.Shape{Kind: document.Object, Open: anyName},
			Help: "properties of Graph's organization; by default, its name and domain are those of the first user",
		},
		document.Field{
			Name: "subscribedSkus", Shape: &document.Shape{Kind: document.List, Items: skuShape()},
			Help: "products with the names of Graph's subscribedSku; by default, those of the built-in company",
		},
	)
	return s
}}

func anyName(string) bool { return true }

// objectShape has the fields of the objects of a list, and behind them their properties.
func objectShape(kind directory.Kind) *document.Shape {
	// Everything finds objects by their ids, so that an id is never null.
	fields := append(objectFields(kind.List), document.Field{Name: "id", Shape: &id})
	s := &document.Shape{Kind: document.Object, Fields: fields}
	var properties []string
	for name := range kind.Type.Properties {
		if !slices.ContainsFunc(s.Fields, func(f document.Field) bool { return f.Name == name }) {
			properties = append(properties, name)
		}
	}
	slices.Sort(properties)
	for _, name := range properties {
		s.Fields = append(s.Fields, document.Field{Name: name, Shape: propertyShape(kind.Type.Properties[name])})
	}
	if kind.Type.Open {
		s.Open = func(name string) bool { // Extensions.
			_, ok := kind.Type.Find(name)
			return ok && strings.Contains(name, "_")
		}
	}
	return s
}

// propertyShape returns the shape of a property.
func propertyShape(p *odata.Property) *document.Shape {
	switch p.Type {
	case odata.TypeBoolean:
		return &document.Shape{Kind: document.Boolean, Nullable: true}
	case odata.TypeDate:
		return &document.Shape{Kind: document.Text, Nullable: true, Accepts: checkDate}
	case odata.TypeInt:
		return &document.Shape{Kind: document.Number, Nullable: true}
	case odata.TypeStrings:
		return &names
	case odata.TypeComplex:
		return &document.Shape{Kind: document.Object, Nullable: true, Open: anyName}
	case odata.TypeComplexes:
		return &document.Shape{Kind: document.List, Items: &document.Shape{Kind: document.Object, Open: anyName}}
	default:
		return &document.Shape{Kind: document.Text, Nullable: true}
	}
}

func teamShape() *document.Shape {
	return &document.Shape{Kind: document.Object, Fields: []document.Field{
		{Name: "displayName", Shape: &text, Required: true, Help: "the name; the group of this name belongs to the team"},
		{Name: "id", Shape: &id, Help: "the id, which is that of the group too"},
		{Name: "description", Shape: &document.Shape{Kind: document.Text, Nullable: true}, Help: "the description"},
		{Name: "isArchived", Shape: &flag, Help: "true: archived"},
		{Name: "members", Shape: &names, Help: "users, * for all; by default, the members of the group"},
		{Name: "owners", Shape: &names, Help: "users, who are members too"},
		{
			Name: "channels", Help: "those beside General, which each team has",
			Shape: &document.Shape{Kind: document.List, Items: &document.Shape{Kind: document.Object, Fields: []document.Field{
				displayName,
				{Name: "id", Shape: &text, Help: "the id"},
				{Name: "description", Shape: &document.Shape{Kind: document.Text, Nullable: true}, Help: "the description"},
				{
					Name: "membershipType", Help: "by default standard",
					Shape: &document.Shape{Kind: document.Text, Choices: []string{"standard", "private", "shared"}},
				},
				{Name: "members", Shape: &names, Help: "users, of a private or shared channel"},
				{Name: "sharedWith", Shape: &names, Help: "teams that a shared channel is shared with"},
			}}},
		},
	}}
}

func eventShape() *document.Shape {
	number := func(least, most int) *document.Shape {
		return &document.Shape{Kind: document.Number, Min: least, Max: most}
	}
	const times = 1000 // of a series
	return &document.Shape{Kind: document.Object, Fields: []document.Field{
		{Name: "subject", Shape: &text, Help: "what it is about"},
		{
			Name: "in", Shape: &names, Required: true,
			Help: "whose calendars it is in: users, * for all, or Microsoft 365 groups by display name or mail address",
		},
		{Name: "calendar", Shape: &text, Help: "the calendar, which exists from then on; by default, the default calendar"},
		{
			Name: "start", Shape: &document.Shape{Kind: document.Text, Accepts: outlook.CheckStart}, Required: true,
			Help: "2026-01-20T09:00, +1d 09:00 from today, or +2h from this hour",
		},
		{Name: "minutes", Shape: number(1, 24*60*outlook.MaxDays), Help: "how long it takes; by default 30, or a day"},
		{Name: "zone", Shape: &zone, Help: "the time zone of start; UTC by default"},
		{Name: "allDay", Shape: &flag, Help: "true: it takes whole days, and start is midnight"},
		{Name: "organizer", Shape: &text, Help: "a user or a mail address; by default, the owner of the calendar"},
		{
			Name: "attendees", Help: "who is invited",
			Shape: &document.Shape{Kind: document.List, Items: attendeeShape()},
		},
		{
			Name: "repeat", Help: "makes a series",
			Shape: &document.Shape{Kind: document.Object, Fields: []document.Field{
				{Name: "days", Shape: number(1, outlook.MaxDays), Required: true, Help: "days from one event to the next"},
				{Name: "times", Shape: number(1, times), Required: true, Help: "how many events"},
				{Name: "exception", Shape: number(0, times), Help: "the number of one that is an hour later, counted from 1"},
				{Name: "cancelled", Shape: number(0, times), Help: "the number of one that is cancelled, counted from 1"},
			}},
		},
		{Name: "place", Shape: &text, Help: "the name of the place"},
		{Name: "online", Shape: &flag, Help: "true: an online meeting in Teams"},
		{Name: "text", Shape: &text, Help: "the body"},
		{
			Name: "properties", Help: "other properties of Graph's event, such as {\"showAs\": \"oof\"}",
			Shape: &document.Shape{Kind: document.Object, Fields: eventProperties()},
		},
		{Name: "id", Shape: &text, Help: "distinguishes events; no id of Outlook"},
	}}
}

// eventProperties are the properties of Graph's event, which go over what the emulator computes.
func eventProperties() []document.Field {
	var fields []document.Field
	for _, p := range outlook.EventProperties() {
		fields = append(fields, document.Field{Name: p.Name, Shape: propertyShape(p)})
	}
	return fields
}

func attendeeShape() *document.Shape {
	responses := []string{"none", "organizer", "tentativelyAccepted", "accepted", "declined", "notResponded"}
	return &document.Shape{Kind: document.Object, Fields: []document.Field{
		{Name: "user", Shape: &text, Required: true, Help: "a user or a mail address"},
		{
			Name: "type", Help: "by default required",
			Shape: &document.Shape{Kind: document.Text, Choices: []string{"required", "optional", "resource"}},
		},
		{
			Name: "response", Shape: &document.Shape{Kind: document.Text, Choices: responses},
			Help: "by default none",
		},
	}}
}

func mailboxShape() *document.Shape {
	purposes := strings.Fields("user linked shared room equipment others")
	return &document.Shape{Kind: document.Object, Fields: []document.Field{
		{Name: "timeZone", Shape: &zone, Help: "UTC by default"},
		{
			Name: "locale", Help: "such as de-DE; en-US by default",
			Shape: &document.Shape{Kind: document.Text, Accepts: checkLocale},
		},
		{Name: "purpose", Shape: &document.Shape{Kind: document.Text, Choices: purposes}, Help: "by default user"},
		{Name: "away", Shape: &hours, Help: "hours from now at which automatic replies begin and end, such as [-24, 48]"},
		{Name: "always", Shape: &flag, Help: "true: automatic replies without an end"},
		{Name: "message", Shape: &text, Help: "the automatic reply"},
	}}
}

func photoShape() *document.Shape {
	var forms []string
	for _, form := range outlook.PhotoForms() {
		forms = append(forms, string(form))
	}
	return &document.Shape{Kind: document.Object, Fields: []document.Field{
		{Name: "file", Shape: &text, Help: "a square JPEG of 48 to 4096 pixels, in the folder of this file"},
		{Name: "sizes", Shape: &document.Shape{Kind: document.List, Items: &document.Shape{
			Kind: document.Number, Min: 1, Max: 2000,
		}}, Help: "the widths that there are of a drawn picture"},
		{
			Name: "none", Shape: &document.Shape{Kind: document.Text, Choices: forms},
			Help: "there is no photo, and Graph says so in this way",
		},
	}}
}

func skuShape() *document.Shape {
	return &document.Shape{Kind: document.Object, Open: anyName, Fields: []document.Field{
		{Name: "skuPartNumber", Shape: &text, Required: true, Help: "the name of the product, such as SPE_E5"},
		{Name: "skuId", Shape: &id, Help: "the id of the product"},
		{Name: "servicePlans", Shape: &document.Shape{Kind: document.List, Items: &document.Shape{
			Kind: document.Object, Open: anyName,
		}}, Help: "the services of the product"},
	}}
}

// Rows returns what a file may have, for people to read: name, value and meaning.
func Rows() [][]string { return shape.Get().Rows() }
