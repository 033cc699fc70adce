package seed

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/directory"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// created is when everything was created.
const created = "2024-01-15T08:00:00Z"

func setDefault(o object, name string, value any) {
	if _, written := o[name]; !written {
		o[name] = value
	}
}

// textOf returns the text that a member of an object has, or "".
func textOf(o object, name string) string {
	text, _ := o[name].(string)
	return text
}

// setDefaults writes out the properties of an object that it leaves out.
func (r *reader) setDefaults(list string, o object) {
	switch list {
	case "users":
		setUserDefaults(o)
	case "groups":
		r.setGroupDefaults(o)
	default:
		setDefault(o, "id", guid(list, textOf(o, "displayName")))
	}
}

func setUserDefaults(o object) {
	principal := textOf(o, "userPrincipalName")
	local, _, _ := strings.Cut(principal, "@")
	name, userType, mail := nameOf(local), "Member", principal
	if guest, _, ok := strings.Cut(local, "#EXT#"); ok {
		at := max(strings.LastIndex(guest, "_"), 0)
		name, userType, mail = nameOf(guest[:at]), "Guest", guest[:at]+"@"+strings.TrimPrefix(guest[at:], "_")
	}
	setDefault(o, "id", guid("users", principal))
	setDefault(o, "displayName", name)
	if given, surname, ok := strings.Cut(textOf(o, "displayName"), " "); ok {
		setDefault(o, "givenName", given)
		setDefault(o, "surname", surname)
	}
	setDefault(o, "mail", mail)
	setDefault(o, "mailNickname", local)
	if address := textOf(o, "mail"); address != "" {
		setDefault(o, "proxyAddresses", []any{"SMTP:" + address})
	}
	setDefault(o, "userType", userType)
	setDefault(o, "accountEnabled", true)
	setDefault(o, "createdDateTime", created)
}

// setGroupDefaults makes a group a security group, unless it says otherwise.
func (r *reader) setGroupDefaults(o object) {
	name := textOf(o, "displayName")
	types, _ := o["groupTypes"].([]any)
	unified := slices.Contains(types, any("Unified"))
	setDefault(o, "id", guid("groups", name))
	setDefault(o, "mailNickname", cmp.Or(nickname(name), textOf(o, "id"))) // A name may have no letter for an address.
	if unified {
		if local := textOf(o, "mailNickname"); local != "" {
			setDefault(o, "mail", local+"@"+r.domain)
		}
		setDefault(o, "visibility", "Public")
	}
	address := textOf(o, "mail")
	if address != "" {
		setDefault(o, "proxyAddresses", []any{"SMTP:" + address})
	}
	setDefault(o, "mailEnabled", address != "")
	setDefault(o, "securityEnabled", !unified)
	setDefault(o, "createdDateTime", created)
	setDefault(o, "renewedDateTime", created)
}

// nameOf makes a display name of the first part of a user principal name: "ada.lovelace" is Ada Lovelace.
func nameOf(local string) string {
	words := strings.FieldsFunc(local, func(c rune) bool { return strings.ContainsRune("._-", c) })
	for i, word := range words {
		letters := []rune(word)
		letters[0] = unicode.ToUpper(letters[0])
		words[i] = string(letters)
	}
	return strings.Join(words, " ")
}

// nickname makes the first part of a mail address of a name.
func nickname(name string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case c == ' ':
			return '-'
		case c < 128 && (unicode.IsLetter(c) || unicode.IsDigit(c)) || c == '-' || c == '_' || c == '.':
			return unicode.ToLower(c)
		default:
			return -1
		}
	}, name)
}

// guid makes an id, which is the same for the same parts.
func guid(parts ...string) string {
	b := sha256.Sum256([]byte(strings.ToLower(strings.Join(parts, "\x00"))))
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:16])
}

// completeTenant completes the organization and its products. They have the properties of those of the built-in
// company, in its order, since Graph's answers show each property.
func (r *reader) completeTenant() {
	var templates struct {
		Organization   json.RawMessage
		SubscribedSKUs []json.RawMessage
	}
	if err := json.Unmarshal(directory.Company, &templates); err != nil {
		panic(err) // It is part of the program.
	}
	organization := object{}
	if written := r.root.Get("organization"); written != nil {
		organization, _ = written.Plain().(object)
	}
	template := templates.Organization
	if r.base == nil {
		template = blank(template, "id", "createdDateTime", "tenantType")
		setDefault(organization, "displayName", r.domain)
		setDefault(organization, "verifiedDomains", []object{{
			"capabilities": "Email, OfficeCommunicationsOnline", "isDefault": true, "isInitial": true, "name": r.domain,
			"type": "Managed",
		}})
	}
	r.out["organization"] = overlay(template, organization)

	products := templates.SubscribedSKUs
	if written := r.root.Get("subscribedSkus"); written != nil {
		if r.base == nil {
			products = nil
		}
		for _, n := range written.Items {
			sku, _ := n.Plain().(object)
			setDefault(sku, "skuId", guid("subscribedSkus", n.Text("skuPartNumber")))
			setDefault(sku, "id", directory.TenantID+"_"+textOf(sku, "skuId"))
			setDefault(sku, "prepaidUnits", object{"enabled": 25, "suspended": 0, "warning": 0, "lockedOut": 0})
			setDefault(sku, "consumedUnits", 0)
			template := blank(templates.SubscribedSKUs[0], "accountName", "accountId", "appliesTo", "capabilityStatus")
			products = append(products, overlay(template, sku))
		}
	}
	r.out["subscribedSkus"] = products
	for _, product := range products {
		var sku object
		if err := json.Unmarshal(product, &sku); err != nil {
			panic(err) // It was encoded just now.
		}
		r.products = append(r.products, sku)
	}
}

// blank returns an object without values, except those of some names.
func blank(document json.RawMessage, except ...string) json.RawMessage {
	members := odata.MembersOf(document)
	for i := range members {
		if m := &members[i]; !slices.Contains(except, m.Name) {
			m.Clear()
		}
	}
	return join(members)
}

// overlay returns an object with other values, in its order; new names are behind the others.
func overlay(document json.RawMessage, values object) json.RawMessage {
	members, left := odata.MembersOf(document), maps.Clone(values)
	for i := range members {
		if v, ok := left[members[i].Name]; ok {
			members[i].JSON = odata.EncodeJSON(v)
			delete(left, members[i].Name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		members = append(members, odata.Member{Name: name, JSON: odata.EncodeJSON(left[name])})
	}
	return join(members)
}

func join(members []odata.Member) json.RawMessage {
	b := odata.AppendMembers(nil, members, nil)
	b[0] = '{'
	return append(b, '}')
}
