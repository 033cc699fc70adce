package provider

import (
	"context"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// The rules that a single value is held to. Their errors have the form of all errors of the provider: which value is
// wrong and in what, and what to do.

// isSet reports whether a value is known and not null.
func isSet(value attr.Value) bool { return !value.IsNull() && !value.IsUnknown() }

func addValue(diags *diag.Diagnostics, at path.Path, problem, todo string) {
	diags.AddAttributeError(at, "Value not accepted", fmt.Sprintf("%s %s.\n\nWhat to do: %s.", at, problem, todo))
}

// A textRule is a validator of texts.
type textRule struct {
	accepts func(string) bool
	problem string // with a text that is not accepted, such as "is not an object id"
	todo    string
	secret  bool // whether the text stays out of the error
}

// matching returns the rule that a text matches a pattern.
func matching(pattern *regexp.Regexp, problem, todo string) textRule {
	return textRule{accepts: pattern.MatchString, problem: problem, todo: todo}
}

// oneOf returns the rule that a text is one of the given ones.
func oneOf(texts ...string) textRule {
	return textRule{
		accepts: func(s string) bool { return slices.Contains(texts, s) },
		problem: "is not a known value", todo: "use " + anyOf("", texts),
	}
}

// Description implements [validator.Describer].
func (r textRule) Description(context.Context) string {
	return "a text that " + r.problem + " is refused"
}

// MarkdownDescription implements [validator.Describer].
func (r textRule) MarkdownDescription(ctx context.Context) string { return r.Description(ctx) }

// ValidateString implements [validator.String].
func (r textRule) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	text := req.ConfigValue
	if !isSet(text) || r.accepts(text.ValueString()) {
		return
	}
	problem := r.problem
	if !r.secret {
		problem = fmt.Sprintf("is %q, which %s", text.ValueString(), r.problem)
	}
	addValue(&resp.Diagnostics, req.Path, problem, r.todo)
}

// positive refuses numbers below 1, and fractions. Arguments have the type number in the schema, because the
// framework's own error for a fraction of an integer calls it an error in the provider.
type positive struct{}

func (positive) Description(context.Context) string {
	return "a number below 1 is refused, and so is a fraction"
}
func (v positive) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }
func (positive) ValidateNumber(_ context.Context, req validator.NumberRequest, resp *validator.NumberResponse) {
	if !isSet(req.ConfigValue) {
		return
	}
	n, accuracy := req.ConfigValue.ValueBigFloat().Int64()
	if accuracy != big.Exact || n < 1 {
		addValue(&resp.Diagnostics, req.Path, "is "+req.ConfigValue.ValueBigFloat().Text('f', -1),
			"set it to a whole number from 1 on, or leave it out")
	}
}

// noNullValues refuses null in a map.
type noNullValues struct{}

func (noNullValues) Description(context.Context) string               { return "null is refused" }
func (v noNullValues) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }
func (noNullValues) ValidateMap(_ context.Context, req validator.MapRequest, resp *validator.MapResponse) {
	for name, element := range req.ConfigValue.Elements() {
		if element.IsNull() {
			addValue(&resp.Diagnostics, req.Path.AtMapKey(name), "is null", "leave it out, as in "+
				"{ for name, value in … : name => value if value != null }")
		}
	}
}

// notEmpty refuses an empty list.
type notEmpty struct{}

func (notEmpty) Description(context.Context) string               { return "an empty list is refused" }
func (v notEmpty) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }
func (notEmpty) ValidateList(_ context.Context, req validator.ListRequest, resp *validator.ListResponse) {
	if list := req.ConfigValue; isSet(list) && len(list.Elements()) == 0 {
		addValue(&resp.Diagnostics, req.Path, "is empty", "add an element, or leave it out")
	}
}

// oneOfFold returns the rule that a text is one of the given ones, in any case, or empty.
func oneOfFold(texts ...string) textRule {
	rule := oneOf(texts...)
	rule.accepts = func(s string) bool {
		return s == "" || slices.ContainsFunc(texts, func(one string) bool { return strings.EqualFold(one, s) })
	}
	return rule
}
