package provider

import (
	"context"
	"fmt"
	"net/textproto"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"
)

// The validators of graph_query keep it on the configured Graph, and its requests reads.

var (
	isMember = matching(regexp.MustCompile(`^[A-Za-z_@][A-Za-z0-9_.@]*$`),
		"is not the name of one property", "write it as Graph does, such as displayName")
	isHeaderValue = textRule{
		accepts: regexp.MustCompile(`^[ -~]*$`).MatchString, problem: "has a character that is not printable ASCII",
		todo: "leave that character out, or encode it", secret: true,
	}
	headerName = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+.^_`|~-]+$")
)

// isQueryPath accepts paths relative to the version.
type isQueryPath struct{}

func (isQueryPath) Description(context.Context) string {
	return "must be a path relative to the version"
}
func (v isQueryPath) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }
func (isQueryPath) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	if !isSet(req.ConfigValue) {
		return
	}
	if problem := checkQueryPath(req.ConfigValue.ValueString()); problem != "" {
		addQueryPathProblem(&resp.Diagnostics, req.Path, problem)
	}
}

func addQueryPathProblem(diags *diag.Diagnostics, at path.Path, problem string) {
	diags.AddAttributeError(at, "Path not accepted", problem)
}

// checkQueryPath returns what is wrong with a path and what to do about it, or "".
func checkQueryPath(p string) string {
	const todo = "\n\nWhat to do: "
	first, _, _ := strings.Cut(strings.TrimPrefix(p, "/"), "/")
	switch {
	case strings.Contains(p, "://"):
		return "The path is a complete URL." + todo + "set it to the part after the version, such as /groups. The host is " +
			"that of graph_endpoint or environment in the provider block."
	case !strings.HasPrefix(p, "/"):
		return fmt.Sprintf("The path %q does not begin with a slash.", p) + todo +
			"set it to the path relative to the version, such as /groups."
	case strings.HasPrefix(p, "//"):
		return "The path begins with two slashes, which would be the start of a host name." + todo +
			"set it to the path relative to the version, such as /groups."
	case strings.Contains(p, "//"), len(p) > 1 && strings.HasSuffix(p, "/"):
		return fmt.Sprintf("A part of the path %q is empty.", p) + todo + "check the value between the slashes. Without " +
			"it, the path would mean something else, such as all users instead of one."
	case strings.Contains(p, "?"):
		return "The path contains a question mark." + todo + "set the options in query, such as query = { \"$filter\" = " +
			"\"…\" }. A question mark that is part of a name is written %3F."
	case strings.Contains(p, "#"):
		return "The path contains a number sign, and nothing after it would be sent." + todo + "write it as %23, as " +
			"provider::graph::path_segment does. User principal names of guests contain one."
	case strings.EqualFold(first, "v1.0"), strings.EqualFold(first, "beta"):
		return "The path contains the version." + todo + "leave it out, and set api_version = \"beta\" if you need the beta."
	case strings.ContainsFunc(p, func(r rune) bool { return r <= ' ' || r == 0x7f || r == '\\' }):
		return "The path contains a space, a backslash or a control character." + todo + "percent-encode names of people " +
			"and other texts, as provider::graph::path_segment(…) does. A space is %20."
	}
	if _, err := url.PathUnescape(p); err != nil {
		return "A percent sign in the path is not followed by two hexadecimal digits." + todo + "percent-encode names of " +
			"people and other texts, as provider::graph::path_segment(…) does. A percent sign itself is %25."
	}
	if climbs(p) {
		return "The path contains a segment of dots, which would lead to another path." + todo + "write the path without it."
	}
	return ""
}

// climbs reports whether a segment leads upwards, even if it is encoded, once or several times, or has parameters: a
// server on the way to Graph may decode the path, and ignore the parameters of a segment. A path that is still encoded
// after five times counts as one that climbs.
func climbs(p string) bool {
	for range 5 {
		for segment := range strings.FieldsFuncSeq(p, func(r rune) bool { return r == '/' || r == '\\' }) {
			if name, _, _ := strings.Cut(segment, ";"); name == "." || name == ".." {
				return true
			}
		}
		decoded, err := url.PathUnescape(p)
		if err != nil || decoded == p {
			return false
		}
		p = decoded
	}
	return true
}

// isQueryHeader refuses headers that belong to the provider or to the connection, and those that would turn a read into
// something else.
type isQueryHeader struct{}

func (isQueryHeader) Description(context.Context) string {
	return "must be a header that the provider does not set itself"
}
func (v isQueryHeader) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }
func (isQueryHeader) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	name := req.ConfigValue.ValueString()
	canonical := textproto.CanonicalMIMEHeaderKey(name)
	switch {
	case !headerName.MatchString(name):
		resp.Diagnostics.AddAttributeError(req.Path, "Header not accepted", fmt.Sprintf(
			"%q is not the name of a header.\n\nWhat to do: use a name such as ConsistencyLevel or Prefer.", name))
	case ownHeaders[canonical], hasAnyPrefix(canonical, "Proxy-", "X-Forwarded-", "X-Http-Method"):
		resp.Diagnostics.AddAttributeError(req.Path, "Header not accepted", fmt.Sprintf(
			"%s cannot be set in a configuration: the provider or the connection sets it.\n\n"+
				"What to do: leave it out. To sign in as another identity, use another provider block with an alias.",
			canonical))
	}
}

// isQueryOption refuses OData options without their dollar sign, which Graph ignores in silence in many places. search
// is a parameter of its own of /sites.
type isQueryOption struct{}

func (isQueryOption) Description(context.Context) string {
	return "must be an OData option with its dollar sign, or another parameter"
}

func (v isQueryOption) MarkdownDescription(ctx context.Context) string { return v.Description(ctx) }

func (isQueryOption) ValidateString(_ context.Context, req validator.StringRequest, resp *validator.StringResponse) {
	name := req.ConfigValue.ValueString()
	if slices.Contains(odataOptions, strings.ToLower(name)) {
		resp.Diagnostics.AddAttributeError(req.Path, "OData option without its dollar sign", fmt.Sprintf(
			"Microsoft Graph may ignore %q without an error.\n\nWhat to do: write \"$%s\".", name, strings.ToLower(name)))
	}
}

var odataOptions = strings.Fields("select expand filter orderby top skip count skiptoken deltatoken format apply")

func hasAnyPrefix(s string, prefixes ...string) bool {
	return slices.ContainsFunc(prefixes, func(prefix string) bool { return strings.HasPrefix(s, prefix) })
}

var ownHeaders = map[string]bool{
	"Accept-Encoding": true, "Authorization": true, "Client-Request-Id": true, "Connection": true, "Content-Length": true,
	"Content-Type": true, "Cookie": true, "Expect": true, "Forwarded": true, "Host": true, "Keep-Alive": true,
	"Te": true, "Trailer": true, "Transfer-Encoding": true, "Upgrade": true, "User-Agent": true,
}

// terraformName matches a name in the style of Terraform's attributes.
var terraformName = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)+$`)

// graphName returns the name that Graph has for one in the style of Terraform's attributes. It reports whether name is
// such a name: Graph's have no underscores, but extensions do.
func graphName(name string) (string, bool) {
	if !terraformName.MatchString(name) || strings.HasPrefix(name, "ext") {
		return "", false
	}
	return camelCase(name), true
}

// checkSelected adds an error for a name in select that Graph has in another spelling, and for a relation of users that
// is not in expanded, which holds the option $expand: Graph leaves it out without an error.
func checkSelected(diags *diag.Diagnostics, at path.Path, name, requestPath, expanded string) {
	right, wrong := graphName(name)
	switch {
	case wrong:
		diags.AddAttributeError(at, "Terraform name instead of Graph's", fmt.Sprintf(
			"Microsoft Graph has no property %q.\n\nWhat to do: write %q.", name, right))
	case isUsers(requestPath) && isRelation(name) && !strings.Contains(strings.ToLower(expanded), strings.ToLower(name)):
		addRelation(diags, at, name)
	}
}

// camelCase returns the name of a property in the style of Graph: displayName for display_name.
func camelCase(name string) string {
	words := strings.Split(name, "_")
	for i, word := range words[1:] {
		words[i+1] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, "")
}

// isUsers reports whether a path is that of users.
func isUsers(p string) bool {
	segments := strings.Split(strings.ToLower(strings.Trim(p, "/")), "/")
	switch first, _, _ := strings.Cut(segments[0], "("); first {
	case "me":
		return len(segments) == 1
	case "users":
		return len(segments) <= 2
	default:
		return false
	}
}
