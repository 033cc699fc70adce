package directory

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// groupRows is the table of group properties (reference of groups, 1.4), in the order of Graph's answers.
var groupRows = []propertyRow{
	{"id", odata.TypeString, odata.ByDefault, "eq ne not in", "eq in"},
	{"deletedDateTime", odata.TypeDate, odata.ByDefault, "", ""},
	{"classification", odata.TypeString, odata.ByDefault, "eq ne not ge le sw", "eq sw"},
	{"createdDateTime", odata.TypeDate, odata.ByDefault, "", ""},
	{"creationOptions", odata.TypeStrings, odata.ByDefault, "", ""},
	{"description", odata.TypeString, odata.ByDefault, "eq ne not ge le sw", ""},
	{"displayName", odata.TypeString, odata.ByDefault, textOperators, "eq in sw"},
	{"expirationDateTime", odata.TypeDate, odata.ByDefault, "eq ne not ge le in", ""},
	{"groupTypes", odata.TypeStrings, odata.ByDefault, "eq not", "eq"},
	{"isAssignableToRole", odata.TypeBoolean, odata.ByDefault, "eq ne not", "eq"},
	{"mail", odata.TypeString, odata.ByDefault, textOperators, "eq in sw"},
	{"mailEnabled", odata.TypeBoolean, odata.ByDefault, "eq ne not", "eq"},
	{"mailNickname", odata.TypeString, odata.ByDefault, textOperators, "eq in sw"},
	{"membershipRule", odata.TypeString, odata.ByDefault, "eq ne not ge le sw", "eq sw"},
	{"membershipRuleProcessingState", odata.TypeString, odata.ByDefault, "eq ne not in", ""},
	{"onPremisesDomainName", odata.TypeString, odata.ByDefault, "", ""},
	{"onPremisesLastSyncDateTime", odata.TypeDate, odata.ByDefault, "eq ne not ge le in", "eq ge le"},
	{"onPremisesNetBiosName", odata.TypeString, odata.ByDefault, "", ""},
	{"onPremisesSamAccountName", odata.TypeString, odata.ByDefault, "eq ne not ge le in sw", ""},
	{"onPremisesSecurityIdentifier", odata.TypeString, odata.ByDefault, "eq null", "eq"},
	{"onPremisesSyncEnabled", odata.TypeBoolean, odata.ByDefault, "eq ne not in null", "eq in"},
	{"preferredDataLocation", odata.TypeString, odata.ByDefault, "", ""},
	{"preferredLanguage", odata.TypeString, odata.ByDefault, textOperators, ""},
	{"proxyAddresses", odata.TypeStrings, odata.ByDefault, "eq not ge le sw ew count", "eq sw"},
	{"renewedDateTime", odata.TypeDate, odata.ByDefault, "eq ne not ge le in", "eq ge le"},
	{"resourceBehaviorOptions", odata.TypeStrings, odata.ByDefault, "eq sw", "eq sw"},
	{"resourceProvisioningOptions", odata.TypeStrings, odata.ByDefault, "eq sw", "eq sw"},
	{"securityEnabled", odata.TypeBoolean, odata.ByDefault, "eq ne not in", "eq in"},
	{"securityIdentifier", odata.TypeString, odata.ByDefault, "", ""},
	{"theme", odata.TypeString, odata.ByDefault, "", ""},
	{"uniqueName", odata.TypeString, odata.ByDefault, "", ""},
	{"visibility", odata.TypeString, odata.ByDefault, "", ""},
	{"onPremisesProvisioningErrors", odata.TypeComplexes, odata.ByDefault, "eq not", "eq"},
	{"serviceProvisioningErrors", odata.TypeComplexes, odata.ByDefault, "eq not", ""},
	{"assignedLabels", odata.TypeComplexes, odata.OnSelect, "", ""},
	{"assignedLicenses", odata.TypeComplexes, odata.OnSelect, "eq not", "eq"},
	{"isManagementRestricted", odata.TypeBoolean, odata.OnSelect, "", ""},
	{"licenseProcessingState", odata.TypeComplex, odata.OnSelect, "", ""},
	{"allowExternalSenders", odata.TypeBoolean, odata.OnOneUser, "", ""},
	{"autoSubscribeNewMembers", odata.TypeBoolean, odata.OnOneUser, "", ""},
	{"hideFromAddressLists", odata.TypeBoolean, odata.OnOneUser, "", ""},
	{"hideFromOutlookClients", odata.TypeBoolean, odata.OnOneUser, "", ""},
	{"isSubscribedByMail", odata.TypeBoolean, odata.OnOneUser, "", ""},
	{"unseenCount", odata.TypeInt, odata.OnOneUser, "", ""},
}

// groupType is the type of groups.
var groupType = late.Value[*odata.Type]{Make: func() *odata.Type {
	t := newType("microsoft.graph.group", groupRows)
	t.Open, t.Relationships = true, odata.NameSet(`acceptedSenders appRoleAssignments calendar calendarView conversations
		createdOnBehalfOf drive drives events extensions groupLifecyclePolicies memberOf members membersWithLicenseErrors
		onenote owners permissionGrants photo photos planner rejectedSenders settings sites team threads transitiveMemberOf
		transitiveMembers`)
	return t
}}

// group returns the group that the path names, by its id.
func (c *Call) group() (*seedGroup, error) {
	for i := range c.Directory.seed.Groups {
		g := &c.Directory.seed.Groups[i]
		if strings.EqualFold(g.Value("id").Text, c.Params["group"]) {
			return g, nil
		}
	}
	return nil, odata.NotFound(c.Params["group"])
}

// Mailbox returns the id and the mail address of the group that the path names, if it is a Microsoft 365 group, and
// reports whether the signed-in person is a member.
func (c *Call) Mailbox() (id, mail string, isMember bool, err error) {
	g, err := c.group()
	if err != nil {
		return "", "", false, err
	}
	id = g.Value("id").Text
	if !slices.Contains(g.Value("groupTypes").Texts, "Unified") {
		return "", "", false, odata.NotFound(id)
	}
	isMember = slices.ContainsFunc(c.Directory.members(g), func(l linked) bool { return l.id() == c.Caller.ObjectID })
	return id, g.Value("mail").Text, isMember, nil
}

// GetGroup answers GET /groups/{group}.
func GetGroup(c *Call) (*odata.Response, error) {
	if err := c.allow(groupPermissions); err != nil {
		return nil, err
	}
	if err := c.SingleOnly(); err != nil {
		return nil, err
	}
	if err := c.Lacks("$expand"); err != nil {
		return nil, err
	}
	selected, err := groupType.Get().ParseSelect(c.Query)
	if err != nil {
		return nil, err
	}
	g, err := c.group()
	if err != nil {
		return nil, err
	}
	b := odata.AppendString([]byte(`{"@odata.context":`), c.Context(selected.Context("groups", true)))
	return &odata.Response{Body: append(odata.NewEncoder(selected, nil).Append(b, g), '}'), Items: 1}, nil
}

// groupQuery is a checked query over groups.
type groupQuery struct {
	selection *odata.Selection
	rows      []*seedGroup
	advanced  bool
}

// ListGroups answers GET /groups.
func ListGroups(c *Call) (*odata.Response, error) {
	q, err := c.parseGroupQuery()
	if err != nil {
		return nil, err
	}
	encoder := odata.NewEncoder(q.selection, nil)
	return c.page(listing{
		set: q.selection.Context("groups", false), len: len(q.rows), advanced: q.advanced,
		append: func(b []byte, i int) []byte { return encoder.AppendObject(b, q.rows[i]) },
	})
}

// CountGroups answers GET /groups/$count.
func CountGroups(c *Call) (*odata.Response, error) {
	if err := c.countSegment(); err != nil {
		return nil, err
	}
	q, err := c.parseGroupQuery()
	if err != nil {
		return nil, err
	}
	return &odata.Response{ContentType: "text/plain", Body: strconv.AppendInt(nil, int64(len(q.rows)), 10)}, nil
}

// parseGroupQuery reads and checks all options of a list of groups, and finds the groups.
func (c *Call) parseGroupQuery() (*groupQuery, error) {
	if err := c.allow(groupPermissions); err != nil {
		return nil, err
	}
	if err := c.refuseSkip(); err != nil {
		return nil, err
	}
	if err := c.Lacks("$expand"); err != nil {
		return nil, err
	}
	count, err := c.Query.Count()
	if err != nil {
		return nil, err
	}
	q := &groupQuery{advanced: count && c.Eventual()}
	if q.selection, err = groupType.Get().ParseSelect(c.Query); err != nil {
		return nil, err
	}
	for _, p := range q.selection.Properties {
		if p.Retrieval == odata.OnOneUser { // Not verified for groups.
			return nil, &odata.Problem{
				Status: http.StatusNotImplemented, Code: "NotImplemented",
				Message: "This operation target is not yet supported.",
			}
		}
	}
	filter, err := c.groupFilter(q.advanced)
	if err != nil {
		return nil, err
	}
	search, err := c.groupSearch()
	if err != nil {
		return nil, err
	}
	for i := range c.Directory.seed.Groups {
		g := &c.Directory.seed.Groups[i]
		if (filter == nil || odata.Matches(filter, g)) && (search == nil || odata.SearchMatches(search, g)) {
			q.rows = append(q.rows, g)
		}
	}
	return q, c.sortGroups(q, filter != nil)
}

func (c *Call) groupFilter(advanced bool) (odata.Filter, error) {
	text, ok := c.Query.Get("$filter")
	if !ok {
		return nil, nil
	}
	filter, err := odata.ParseFilter(text)
	if err != nil {
		return nil, err
	}
	return filter, groupType.Get().CheckFilter(filter, advanced)
}

func (c *Call) groupSearch() ([][]odata.SearchClause, error) {
	text, ok := c.Query.Get("$search")
	if !ok {
		return nil, nil
	}
	if !c.Eventual() {
		return nil, odata.UnsupportedQuery("Request with $search query parameter only works through MSGraph with a special " +
			"request header: 'ConsistencyLevel: eventual'")
	}
	return groupType.Get().ParseSearch(text)
}

// sortGroups sorts by displayName, the only property that groups can be sorted by; with a filter, in an advanced query.
func (c *Call) sortGroups(q *groupQuery, filtered bool) error {
	order, ok := c.Query.Get("$orderby")
	if !ok {
		return nil
	}
	name, direction, _ := strings.Cut(strings.TrimSpace(order), " ")
	switch {
	case !strings.EqualFold(name, "displayName"):
		return odata.UnsupportedQuery("Unsupported sort property '%s' for 'Group'.", name)
	case filtered && !q.advanced:
		return odata.UnsupportedQuery("Sorting not supported for current query.")
	}
	sortByText(q.rows, "displayName", strings.TrimSpace(direction) == "desc")
	return nil
}
