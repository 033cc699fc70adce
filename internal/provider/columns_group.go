package provider

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// groupColumns holds the properties of groups.
var groupColumns = columns.Table{
	columns.String("id", "Object id of the group, a GUID."),
	columns.String("displayName", "Name. Several groups may have the same name."),
	columns.String("description", "Description; may be empty."),
	columns.Derived("kind", "groupTypes", "`microsoft_365`, `security`, `mail_enabled_security` or `distribution`.",
		groupKind),
	columns.DerivedBool("dynamic", "groupTypes", "Whether a rule decides who the members are.",
		contains("DynamicMembership")),
	columns.DerivedBool("has_team", "resourceProvisioningOptions", "Whether the group has a team in Microsoft Teams. "+
		"Some old teams lack the mark.", contains("Team")),
	columns.String("mail", "Primary mail address."),
	columns.String("mailNickname", "Mail alias."),
	columns.Bool("mailEnabled", "Whether the group has a mail address."),
	columns.Bool("securityEnabled", "Whether the group can be given access."),
	columns.String("visibility", "`Public`, `Private` or `HiddenMembership`; null for most groups other than Microsoft "+
		"365."),
	columns.Strings("groupTypes", "Types as in Graph: `Unified`, `DynamicMembership`."),
	columns.Strings("proxyAddresses", "Addresses of the mailbox with their protocol; the primary one begins with "+
		"`SMTP:`."),
	columns.String("membershipRule", "Rule of a dynamic group."),
	columns.String("membershipRuleProcessingState", "`On` or `Paused`, for a dynamic group."),
	columns.Bool("isAssignableToRole", "Whether the group can be given a role of Microsoft Entra ID; null if not."),
	columns.String("classification", "Classification, such as `Confidential`."),
	columns.Time("createdDateTime", "When the group was created, RFC 3339 in UTC."),
	columns.Time("renewedDateTime", "When the group was last renewed, RFC 3339 in UTC."),
	columns.Time("expirationDateTime", "When the group expires, RFC 3339 in UTC; null if it does not."),
	columns.Bool("onPremisesSyncEnabled", "Whether the group is synchronized from an on-premises directory; null if it "+
		"never was."),
	columns.String("onPremisesSamAccountName", "SAM account name in the on-premises directory."),
	columns.String("onPremisesDomainName", "Domain in the on-premises directory."),
	columns.String("onPremisesSecurityIdentifier", "Security identifier (SID) in the on-premises directory."),
	columns.String("securityIdentifier", "Security identifier (SID) in the cloud."),
	columns.Strings("resourceProvisioningOptions", "What is provisioned with the group, such as `Team`."),
	columns.Strings("resourceBehaviorOptions", "Behavior of a Microsoft 365 group, such as `WelcomeEmailDisabled`."),
	columns.String("preferredDataLocation", "Preferred data location."),
	columns.String("preferredLanguage", "Preferred language of a Microsoft 365 group."),
	columns.String("theme", "Color theme of a Microsoft 365 group."),
}

// groupKind returns the kind of a group, which Graph has in three properties.
func groupKind(types, object jsontext.Value) (string, bool) {
	var group struct {
		MailEnabled     bool `json:"mailEnabled"`
		SecurityEnabled bool `json:"securityEnabled"`
	}
	if err := json.Unmarshal(object, &group); err != nil {
		return "", false
	}
	unified, known := contains("Unified")(types, nil)
	switch {
	case !known:
		return "", false
	case unified:
		return "microsoft_365", true
	case group.MailEnabled && group.SecurityEnabled:
		return "mail_enabled_security", true
	case group.MailEnabled:
		return "distribution", true
	default:
		return "security", group.SecurityEnabled
	}
}

// contains returns a function that reports whether a list of strings has an element, without regard to case.
func contains(element string) func(list, _ jsontext.Value) (bool, bool) {
	return func(list, _ jsontext.Value) (bool, bool) {
		var elements []string
		if json.Unmarshal(list, &elements) != nil {
			return false, false
		}
		return slices.ContainsFunc(elements, func(e string) bool { return strings.EqualFold(e, element) }), true
	}
}

// groupObjects is how groups are found.
var groupObjects = objectKind{
	name: "group", call: permission.Groups, show: showGroup,
	shown: []string{"mail", "displayName", "groupTypes", "mailEnabled", "securityEnabled"},
	keys: []objectKey{
		{"id", "id", "ids", true, []validator.String{isGUID}},
		{"displayName", "display_name", "display_names", false, []validator.String{isNamed}},
		{"mail", "mail", "mails", false, []validator.String{isNamed}},
		{"mailNickname", "mail_nickname", "mail_nicknames", false, []validator.String{isNamed}},
	},
	elsewhere: "data \"graph_groups\" finds groups by other properties, such as with filter = \"startsWith(displayName," +
		"'sg-')\".",
}

func showGroup(object json.RawMessage) (string, error) {
	var group struct {
		ID          string          `json:"id"`
		DisplayName string          `json:"displayName"`
		Mail        string          `json:"mail"`
		Types       json.RawMessage `json:"groupTypes"`
	}
	if err := json.Unmarshal(object, &group); err != nil {
		return "", err
	}
	kind, _ := groupKind(jsontext.Value(group.Types), jsontext.Value(object))
	return strings.Join(strings.Fields(group.ID+" "+kind+" "+group.Mail), " ") + " " + group.DisplayName, nil
}
