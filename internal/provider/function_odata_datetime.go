package provider

import (
	"context"
	"fmt"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/function"
)

func newODataDatetimeFunction() function.Function {
	return odataDatetimeFunction{namedFunction{"odata_datetime"}}
}

type odataDatetimeFunction struct{ namedFunction }

func (odataDatetimeFunction) Definition(
	_ context.Context, _ function.DefinitionRequest, resp *function.DefinitionResponse,
) {
	resp.Definition = function.Definition{
		Summary: "Writes a point in time as a value of a filter.",
		MarkdownDescription: "Returns a point in time as a literal of OData: in UTC and without quotes, with which " +
			"Microsoft Graph would refuse it. So `2026-01-31T01:00:00+01:00` becomes `2026-01-31T00:00:00Z`.\n\n" +
			"A date without a time means midnight UTC at the beginning of that day. For a day in another time zone, write " +
			"the time and the offset. Of a fraction of a second, seven digits remain, as many as Graph has.",
		Parameters: []function.Parameter{
			function.StringParameter{
				Name: "timestamp", MarkdownDescription: "Time in the form of RFC 3339, as `plantimestamp()` and `timeadd(…)` " +
					"return it, or a date such as `2026-01-31`.",
			},
		},
		Return: function.StringReturn{},
	}
}

func (odataDatetimeFunction) Run(ctx context.Context, req function.RunRequest, resp *function.RunResponse) {
	var timestamp string
	if resp.Error = req.Arguments.Get(ctx, &timestamp); resp.Error != nil {
		return
	}
	t, ok := parseTimestamp(timestamp)
	if !ok {
		resp.Error = refuse(0, fmt.Sprintf("%q is not a time", timestamp),
			"write it like 2026-01-31T09:00:00Z, with the offset of the time zone, or write a date like 2026-01-31")
		return
	}
	resp.Error = resp.Result.Set(ctx, t.Format("2006-01-02T15:04:05.9999999Z07:00"))
}

// parseTimestamp returns a time of RFC 3339, or midnight of a date, in UTC. It reports whether text is one of them, in
// the years that Graph has.
func parseTimestamp(text string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		t, err = time.Parse(time.DateOnly, text)
	}
	t = t.UTC()
	return t, err == nil && t.Year() >= 1 && t.Year() <= 9999
}
