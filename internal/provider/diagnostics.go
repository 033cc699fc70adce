package provider

import (
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/graph-data/terraform-provider-graph/internal/explain"
)

// A failure is an error and what is known of it where it happened.
type failure struct {
	doing  string        // what could not be done, such as "list users"
	at     path.Path     // where to show an error that is about no particular argument; may be empty
	config tftypes.Value // in which to find the argument at fault; may be the zero value
	err    error
}

// addError adds the diagnostic of a failure. Its text comes from package explain.
func addError(diags *diag.Diagnostics, f failure) {
	advice := explain.Error(f.err)
	summary := advice.Summary
	if summary == "" {
		summary = "Cannot " + f.doing
	}
	at := f.at
	if argument := advice.Argument(argumentTexts(f.config)); len(argument) > 0 {
		at = attributePath(argument)
	}
	if len(at.Steps()) == 0 {
		diags.AddError(summary, advice.String())
		return
	}
	diags.AddAttributeError(at, summary, advice.String())
}

func attributePath(argument explain.Path) path.Path {
	at := path.Empty()
	for _, step := range argument {
		switch s := step.(type) {
		case string:
			at = at.AtName(s)
		case int:
			at = at.AtListIndex(s)
		}
	}
	return at
}

// argumentTexts returns the text of each argument that is set, which is "" unless it is a string or a list of strings.
func argumentTexts(config tftypes.Value) map[string]string {
	var arguments map[string]tftypes.Value
	if config.Type() == nil || config.As(&arguments) != nil {
		return nil
	}
	texts := map[string]string{}
	for name, value := range arguments {
		if !value.IsNull() && value.IsKnown() {
			texts[name] = textOf(value)
		}
	}
	return texts
}

func textOf(value tftypes.Value) string {
	var text string
	if value.As(&text) == nil {
		return text
	}
	var elements []tftypes.Value
	if value.As(&elements) != nil {
		return ""
	}
	for _, element := range elements {
		text += textOf(element) + " "
	}
	return text
}
