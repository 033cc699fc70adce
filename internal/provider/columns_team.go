package provider

import (
	"encoding/json"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// teamColumns holds the properties that have a value when teams are listed; Graph leaves the others null then.
var teamColumns = columns.Table{
	columns.String("id", "Id of the team and of its Microsoft 365 group."),
	columns.String("displayName", "Name."),
	columns.String("description", "Description; may be empty."),
	columns.Bool("isArchived", "Whether the team is archived."),
	columns.String("tenantId", "Id of the tenant that the team belongs to."),
}

// teamDetailColumns holds the further properties of one team.
var teamDetailColumns = columns.Table{
	columns.Time("createdDateTime", "When the team was created, RFC 3339 in UTC."),
	columns.String("visibility", "`private`, `public` or `hiddenMembership`."),
	columns.String("classification", "Classification, such as `Confidential`."),
	columns.String("specialization", "`none`, or the kind of a team for education or health care."),
	columns.String("webUrl", "Address of the team in Microsoft Teams."),
	columns.String("internalId", "Id of the team in older interfaces."),
	columns.Object("memberSettings", "What members may do.", columns.Table{
		columns.Bool("allowCreateUpdateChannels", "Create and change channels."),
		columns.Bool("allowCreatePrivateChannels", "Create private channels."),
		columns.Bool("allowDeleteChannels", "Delete channels."),
		columns.Bool("allowAddRemoveApps", "Add and remove apps."),
		columns.Bool("allowCreateUpdateRemoveTabs", "Change tabs."),
		columns.Bool("allowCreateUpdateRemoveConnectors", "Change connectors."),
	}),
	columns.Object("guestSettings", "What guests may do.", columns.Table{
		columns.Bool("allowCreateUpdateChannels", "Create and change channels."),
		columns.Bool("allowDeleteChannels", "Delete channels."),
	}),
	columns.Object("messagingSettings", "What may be done with messages.", columns.Table{
		columns.Bool("allowUserEditMessages", "Whether people may edit their messages."),
		columns.Bool("allowUserDeleteMessages", "Whether people may delete their messages."),
		columns.Bool("allowOwnerDeleteMessages", "Whether owners may delete any message."),
		columns.Bool("allowTeamMentions", "Whether the whole team may be mentioned."),
		columns.Bool("allowChannelMentions", "Whether a channel may be mentioned."),
	}),
	columns.Object("funSettings", "Whether pictures are allowed in messages.", columns.Table{
		columns.Bool("allowGiphy", "Whether animated pictures of Giphy are allowed."),
		columns.String("giphyContentRating", "`strict` or `moderate`."),
		columns.Bool("allowStickersAndMemes", "Whether stickers and memes are allowed."),
		columns.Bool("allowCustomMemes", "Whether memes of one's own are allowed."),
	}),
}

// teamRecord holds all columns of one team.
var teamRecord = slices.Concat(teamColumns, teamDetailColumns)

// channelColumns holds the properties of channels.
var channelColumns = columns.Table{
	columns.String("id", "Id of the channel."),
	columns.String("displayName", "Name."),
	columns.String("description", "Description; may be empty."),
	columns.String("membershipType", "`standard`, `private` or `shared`."),
	columns.String("email", "Mail address; empty if there is none, and null without `include_mail`.").Named("mail"),
	columns.Bool("isArchived", "Whether the channel is archived."),
	columns.String("webUrl", "Address of the channel in Microsoft Teams."),
	columns.String("tenantId", "Id of the tenant that the channel belongs to."),
	columns.Time("createdDateTime", "When the channel was created, RFC 3339 in UTC."),
}

// memberColumns holds the properties of members of teams and channels.
var memberColumns = columns.Table{
	columns.String("id", "Id of the membership. It is not that of the user."),
	columns.String("userId", "Object id of the user."),
	columns.String("displayName", "Name."),
	columns.String("email", "Mail address; may be null.").Named("mail"),
	columns.Strings("roles", "`owner` or `guest`; empty for a plain member."),
	columns.String("tenantId", "Id of the user's tenant, which may be another one in a shared channel."),
}

// teamObjects is how teams are found.
var teamObjects = objectKind{
	name: "team", call: permission.Teams, show: showTeam,
	keys: []objectKey{
		{"id", "id", "ids", true, []validator.String{isGUID}},
		{"displayName", "display_name", "display_names", false, []validator.String{isNamed}},
	},
	elsewhere: "data \"graph_joined_teams\" lists the teams of a person.",
}

func showTeam(object json.RawMessage) (string, error) {
	var team struct {
		ID          string `json:"id"`
		DisplayName string `json:"displayName"`
	}
	err := json.Unmarshal(object, &team)
	return team.ID + " " + team.DisplayName, err
}
