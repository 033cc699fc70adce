package outlook

import (
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/late"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// mailTypes are the types of a message that is sent, with their properties: reference 11.7. A type in brackets is that
// of the elements of a collection.
var mailTypes = late.Value[map[string]map[string]string]{Make: func() map[string]map[string]string {
	return map[string]map[string]string{
		"message": mailType(`bccRecipients:[recipient] body:itemBody bodyPreview:String categories:[String]
		ccRecipients:[recipient] conversationId:String conversationIndex:Binary flag:followupFlag from:recipient
		hasAttachments:Boolean importance:importance inferenceClassification:inferenceClassificationType
		internetMessageHeaders:[internetMessageHeader] internetMessageId:String isDeliveryReceiptRequested:Boolean
		isRead:Boolean isReadReceiptRequested:Boolean receivedDateTime:DateTimeOffset replyTo:[recipient]
		sender:recipient sentDateTime:DateTimeOffset subject:String toRecipients:[recipient] attachments:[attachment]
		extensions:[extension] singleValueExtendedProperties:[singleValueLegacyExtendedProperty]
		multiValueExtendedProperties:[multiValueLegacyExtendedProperty]`),
		"itemBody":              mailType("contentType:bodyType content:String"),
		"recipient":             mailType("emailAddress:emailAddress"),
		"emailAddress":          mailType("address:String name:String"),
		"internetMessageHeader": mailType("name:String value:String"),
		"followupFlag": mailType(`completedDateTime:dateTimeTimeZone dueDateTime:dateTimeTimeZone
		startDateTime:dateTimeTimeZone flagStatus:followupFlagStatus`),
		"dateTimeTimeZone":                  mailType("dateTime:String timeZone:String"),
		"singleValueLegacyExtendedProperty": mailType("id:String value:String"),
		"multiValueLegacyExtendedProperty":  mailType("id:String value:[String]"),
		"fileAttachment": mailType(`contentBytes:Binary contentId:String contentLocation:String contentType:String
		isInline:Boolean lastModifiedDateTime:DateTimeOffset name:String size:Int32`),
		"itemAttachment": mailType(`contentType:String isInline:Boolean item:any
		lastModifiedDateTime:DateTimeOffset name:String size:Int32`),
		"referenceAttachment": mailType(`contentType:String isInline:Boolean lastModifiedDateTime:DateTimeOffset
		name:String size:Int32`),
	}
}}

// mailEnumerations are their enumerations, whose members are compared without regard to case.
var mailEnumerations = late.Value[map[string][]string]{Make: func() map[string][]string {
	return map[string][]string{
		"bodyType":                    {"text", "html"},
		"importance":                  {"low", "normal", "high"},
		"inferenceClassificationType": {"focused", "other"},
		"followupFlagStatus":          {"notFlagged", "complete", "flagged"},
	}
}}

func mailType(list string) map[string]string {
	properties := make(map[string]string)
	for property := range strings.FieldsSeq(list) {
		name, typ, _ := strings.Cut(property, ":")
		properties[strings.ToLower(name)] = typ
	}
	return properties
}

// checkMailValue refuses JSON that cannot be read as a value of the type, which goes for nested values too. Null is
// taken for everything.
func checkMailValue(typ string, document json.RawMessage) error {
	if string(document) == "null" || typ == "any" || typ == "extension" {
		return nil
	}
	if element, ok := strings.CutPrefix(typ, "["); ok {
		return checkMailList(strings.TrimSuffix(element, "]"), document)
	}
	if typ == "attachment" {
		var err error
		if typ, err = attachmentType(document); err != nil {
			return err
		}
	}
	if mailTypes.Get()[typ] != nil {
		return checkMailObject(typ, document)
	}
	return checkMailPrimitive(typ, document)
}

func checkMailList(element string, document json.RawMessage) error {
	var list []json.RawMessage
	if json.Unmarshal(document, &list) != nil {
		return unexpectedNode("StartArray", element)
	}
	for _, one := range list {
		if err := checkMailValue(element, one); err != nil {
			return err
		}
	}
	return nil
}

func checkMailObject(typ string, document json.RawMessage) error {
	var object map[string]json.RawMessage
	if json.Unmarshal(document, &object) != nil {
		return unexpectedNode("StartObject", typ)
	}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		if strings.Contains(name, "@") {
			continue // An annotation.
		}
		property, ok := mailTypes.Get()[typ][strings.ToLower(name)]
		if !ok {
			return bodyRefused("RequestBodyRead", "The property '"+name+"' does not exist on type 'microsoft.graph."+typ+
				"'. Make sure to only use property names that are defined by the type.")
		}
		if err := checkMailValue(property, object[name]); err != nil {
			return err
		}
	}
	return nil
}

// attachmentType returns the type that an attachment declares, with or without a number sign. The words are ours.
func attachmentType(document json.RawMessage) (string, error) {
	var a mailAttachment
	if json.Unmarshal(document, &a) != nil && a.Type == "" {
		return "", unexpectedNode("StartObject", "attachment")
	}
	if a.Type == "" {
		return "", bodyRefused("RequestBodyRead", "The annotation '@odata.type' is missing on an attachment: the type "+
			"'microsoft.graph.attachment' is abstract.")
	}
	typ, ok := strings.CutPrefix(strings.TrimPrefix(a.Type, "#"), "microsoft.graph.")
	if !ok || !strings.HasSuffix(typ, "Attachment") || mailTypes.Get()[typ] == nil {
		return "", bodyRefused("RequestBodyRead", "A type named '"+a.Type+"' could not be resolved by the model.")
	}
	return typ, nil
}

// checkMailPrimitive checks a value that is neither an object nor a list.
func checkMailPrimitive(typ string, document json.RawMessage) error {
	var text string
	isText := json.Unmarshal(document, &text) == nil
	if members, ok := mailEnumerations.Get()[typ]; ok {
		if isText && slices.ContainsFunc(members, func(m string) bool { return strings.EqualFold(m, text) }) {
			return nil
		}
		return bodyRefused("RequestBodyRead", "Requested value '"+text+"' was not found in 'microsoft.graph."+typ+"'.")
	}
	var err error
	switch typ {
	case "Boolean":
		err = json.Unmarshal(document, new(bool))
	case "Int32":
		err = json.Unmarshal(document, new(int32))
	case "DateTimeOffset":
		_, err = time.Parse(time.RFC3339Nano, text)
	case "Binary":
		_, err = base64.StdEncoding.DecodeString(text)
	}
	if isString := typ != "Boolean" && typ != "Int32"; err != nil || isString && !isText {
		return bodyRefused("RequestBodyRead", "Cannot convert the literal '"+string(document[:min(len(document), 60)])+
			"' to the expected type 'Edm."+typ+"'.")
	}
	return nil
}

func unexpectedNode(want, typ string) *odata.Problem {
	return bodyRefused("RequestBodyRead", "An unexpected node was found when reading from the JSON reader. A '"+want+
		"' node was expected for a value of type 'microsoft.graph."+typ+"'.")
}
