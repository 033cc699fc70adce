package provider

import (
	"maps"

	"github.com/hashicorp/terraform-plugin-framework-validators/listvalidator"
	"github.com/hashicorp/terraform-plugin-framework-validators/mapvalidator"
	action "github.com/hashicorp/terraform-plugin-framework/action/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
	"github.com/hashicorp/terraform-plugin-framework/types"
)

// messageAttributes returns the arguments of a message, in the types of a resource.
func messageAttributes() map[string]schema.Attribute {
	attributes := envelopeAttributes()
	maps.Copy(attributes, contentAttributes())
	return attributes
}

// envelopeAttributes returns the arguments that name the sender and the recipients.
func envelopeAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"from": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Must be set. Object id or user principal name of the user who sends the mail, or `\"me\"` " +
				"for the signed-in person. With `sender`, the address that the mail is from: of a shared mailbox, a group or a " +
				"distribution list.",
			Validators: []validator.String{isSomebody{}, isNamed},
		},
		"sender": schema.StringAttribute{
			Optional: true,
			MarkdownDescription: "Object id or user principal name of the user whose mailbox sends the mail for `from`, or " +
				"`\"me\"` for the signed-in person. In Exchange, this user needs *Send As* or *Send on Behalf* for `from`, and a " +
				"signed-in person needs the delegated permission `Mail.Send.Shared`. Defaults to `from`.",
			Validators: []validator.String{isNamed},
		},
		"to": addressesArgument("Recipients: addresses such as `ada@example.com` or `Ada Lovelace <ada@example.com>`. The " +
			"name may hold any characters, also commas, without quotes. At least one recipient is needed in `to`, `cc` or " +
			"`bcc`."),
		"cc":       addressesArgument("Recipients of a copy."),
		"bcc":      addressesArgument("Recipients of a copy that the others do not see."),
		"reply_to": addressesArgument("Where answers go, if not to the sender."),
	}
}

// contentAttributes returns the other arguments.
func contentAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"subject": schema.StringAttribute{
			Required: true, MarkdownDescription: "Subject, in one line.", Validators: []validator.String{isLine},
		},
		"body": schema.StringAttribute{
			Optional: true, WriteOnly: true,
			MarkdownDescription: "Text of the mail, plain or in HTML according to `body_type`. It may come from an ephemeral " +
				"value, and is never stored.",
		},
		"body_type": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "`text` or `html`. Defaults to `text`.",
			Validators:          []validator.String{oneOf("text", "html")},
		},
		"importance": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "`low`, `normal` or `high`. Defaults to `normal`.",
			Validators:          []validator.String{oneOf("low", "normal", "high")},
		},
		"attachments": schema.ListNestedAttribute{
			Optional: true,
			MarkdownDescription: "Files, of 3 MB together at most: Graph accepts 4 MB for the whole request, in which files " +
				"grow by a third.",
			Validators:   []validator.List{noNulls{objects: true}},
			NestedObject: schema.NestedAttributeObject{Attributes: attachmentAttributes()},
		},
		"headers": schema.MapAttribute{
			Optional: true, ElementType: types.StringType,
			MarkdownDescription: "Further headers of the mail, at most five. Their names begin with `x-`.",
			Validators: []validator.Map{
				mapvalidator.KeysAre(isHeaderName), mapvalidator.ValueStringsAre(isLine), noNullValues{}, distinctNames{},
				fewHeaders{},
			},
		},
		"save_to_sent_items": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether the mail is kept in Sent Items of the mailbox that sends. Defaults to `true`.",
		},
		"acknowledge": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether the plan leaves out the warning that the mail will be sent. Defaults to `false`.",
		},
	}
}

// attachmentAttributes returns the arguments of a file. The required ones are optional in the schema: the framework
// looks into an element that is not known yet, finds nothing and takes them to be missing (terraform-plugin-framework
// 1.19, attribute_validation.go). [messageModel.check] requires them.
func attachmentAttributes() map[string]schema.Attribute {
	return map[string]schema.Attribute{
		"name": schema.StringAttribute{
			Optional: true, MarkdownDescription: "Must be set. Name of the file.",
			Validators: []validator.String{isNamed, isLine},
		},
		"content_type": schema.StringAttribute{
			Optional: true, MarkdownDescription: "Must be set. Media type, such as `text/csv`.",
			Validators: []validator.String{isNamed, isLine},
		},
		"content_base64": schema.StringAttribute{
			Optional: true, WriteOnly: true,
			MarkdownDescription: "Must be set. Content in base64, as `filebase64(\"report.pdf\")` returns it. It may come " +
				"from an ephemeral value, and is never stored.",
			Validators: []validator.String{isBase64},
		},
		"content_id": schema.StringAttribute{
			Optional:            true,
			MarkdownDescription: "Id by which a body in HTML shows the file, as `logo` in `<img src=\"cid:logo\">`.",
			Validators:          []validator.String{isNamed, isLine},
		},
		"is_inline": schema.BoolAttribute{
			Optional:            true,
			MarkdownDescription: "Whether the file is a part of the body, and not listed as an attachment. Defaults to `false`.",
		},
	}
}

func addressesArgument(doc string) schema.ListAttribute {
	return schema.ListAttribute{
		Optional: true, ElementType: types.StringType,
		MarkdownDescription: doc,
		Validators:          []validator.List{noNulls{}, listvalidator.ValueStringsAre(isAddress)},
	}
}

// forAction returns attributes in the types of an action. The framework has types of its own for each kind of schema,
// though the fields that matter here are the same.
func forAction(attributes map[string]schema.Attribute) map[string]action.Attribute {
	out := map[string]action.Attribute{}
	for name, attribute := range attributes {
		switch a := attribute.(type) {
		case schema.StringAttribute:
			out[name] = action.StringAttribute{
				Required: a.Required, Optional: a.Optional,
				MarkdownDescription: a.MarkdownDescription, Validators: a.Validators,
			}
		case schema.BoolAttribute:
			out[name] = action.BoolAttribute{Optional: a.Optional, MarkdownDescription: a.MarkdownDescription}
		case schema.ListAttribute:
			out[name] = action.ListAttribute{
				Optional: a.Optional, ElementType: a.ElementType,
				MarkdownDescription: a.MarkdownDescription, Validators: a.Validators,
			}
		case schema.MapAttribute:
			out[name] = action.MapAttribute{
				Optional: a.Optional, ElementType: a.ElementType,
				MarkdownDescription: a.MarkdownDescription, Validators: a.Validators,
			}
		case schema.ListNestedAttribute:
			out[name] = action.ListNestedAttribute{
				Optional: a.Optional, MarkdownDescription: a.MarkdownDescription, Validators: a.Validators,
				NestedObject: action.NestedAttributeObject{Attributes: forAction(a.NestedObject.Attributes)},
			}
		default:
			panic("an action has no type for " + name) // Schemas are built at start, so no release can get here.
		}
	}
	return out
}
