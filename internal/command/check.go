package command

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/oauth2"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/permission"
	"github.com/graph-data/terraform-provider-graph/internal/plaintext"
	"github.com/graph-data/terraform-provider-graph/internal/secret"
	"github.com/graph-data/terraform-provider-graph/internal/settings"
)

// checkTimeout bounds a check by default. The sign-in and the Azure CLI have bounds of their own, which are not longer.
const checkTimeout = time.Minute

// defineCheck defines the flags of check: one for each setting that is no secret.
func (c *command) defineCheck(flags *flag.FlagSet, set func(auth.Setting) func(string) error) {
	flags.Func("need", "data sources that have to work", func(list string) error {
		c.need = append(c.need, strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })...)
		return nil
	})
	flags.BoolVar(&c.json, "json", false, "print JSON")
	flags.DurationVar(&c.timeout, "timeout", checkTimeout, "bound of the whole check")
	for _, s := range settings.All {
		switch name := strings.ReplaceAll(string(s.Name), "_", "-"); {
		case s.Secret:
		case s.Kind == settings.Bool:
			flags.BoolFunc(name, s.Doc, set(s.Name))
		default:
			flags.Func(name, s.Doc, set(s.Name))
		}
	}
}

// checkFlags returns an error for flags of check that cannot be used.
func (c *command) checkFlags(name string) error {
	if name == "check" && c.timeout <= 0 {
		return &flagError{fmt.Sprintf("-timeout is %s.", c.timeout), "set it to a duration such as 30s."}
	}
	names := make([]string, len(c.Uses))
	for i, use := range c.Uses {
		names[i] = use.Name
	}
	for _, name := range c.need {
		if !slices.Contains(names, name) {
			return &flagError{
				fmt.Sprintf("-need names %q, which this provider does not have.", name),
				"use one of: " + strings.Join(names, ", ") + ".",
			}
		}
	}
	return nil
}

// check signs in as the provider does, asks Graph once, and prints what works. It prints that too if it fails.
func check(ctx context.Context, c *command) error {
	bounded, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	r := c.examine(bounded)
	if ctx.Err() != nil {
		return &flagError{"The check was interrupted.", "run it again."}
	}
	var b strings.Builder
	if c.json {
		encoder := json.NewEncoder(&b)
		encoder.SetIndent("", "  ")
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(r); err != nil {
			return err
		}
	} else {
		r.write(&b)
	}
	c.printf("%s", secret.Mask(b.String()))
	if !r.OK {
		return errReported
	}
	return nil
}

// A result is what a check has found out. It is printed as JSON, whose members are documented in the guide "Check".
type result struct {
	OK       bool         `json:"ok"`
	SignIn   signedIn     `json:"sign_in"`
	Network  []connection `json:"network"`
	Problems []problem    `json:"problems"`
	Verdicts []verdict    `json:"verdicts"`
	Consent  *consent     `json:"consent"` // nil if nothing is missing
	Needed   []string     `json:"needed"`  // what -need names
	Missing  []string     `json:"missing"` // what of that does not work, or is not known to
}

// A signedIn describes a sign-in, as far as it came.
type signedIn struct {
	Method      string     `json:"method"`
	Reason      string     `json:"reason"` // why this method is used
	Kind        string     `json:"kind"`   // "application", "person", or "" if it is not known
	TenantID    string     `json:"tenant_id"`
	ClientID    string     `json:"client_id"`
	ObjectID    string     `json:"object_id"`
	Username    string     `json:"user_principal_name"`
	Permissions []string   `json:"permissions"` // null if the token does not state them
	Expires     *time.Time `json:"expires"`     // null without a token, or if that is not known
}

// A problem is an error with the advice that a data source would give.
type problem struct {
	Summary string `json:"summary"`
	Detail  string `json:"detail"`
}

// examine finds out what works.
func (c *command) examine(ctx context.Context) *result {
	r := &result{
		Network: []connection{}, Problems: []problem{}, Needed: append([]string{}, c.need...), Missing: []string{},
		SignIn: signedIn{
			TenantID: plaintext.Line(c.config.Settings.Text(auth.TenantID)),
			ClientID: plaintext.Line(c.config.Settings.Text(auth.ClientID)),
		},
	}
	err := c.signIn(ctx, r)
	if err != nil {
		r.add("find out what works", c.late(ctx, err))
	}
	for _, use := range c.Uses {
		v := newVerdict(use.Check(r.SignIn.Kind == "person", r.SignIn.Permissions))
		r.Verdicts = append(r.Verdicts, v)
		if slices.Contains(c.need, v.Name) && !v.usable() {
			r.Missing = append(r.Missing, v.Name)
		}
	}
	if slices.ContainsFunc(r.Verdicts, func(v verdict) bool { return len(v.Lacks) > 0 || v.Fills != "" }) {
		r.Consent = c.consent(r.SignIn)
	}
	r.OK = err == nil && len(r.Missing) == 0
	return r
}

// add adds the problem of an error. doing is what failed.
func (r *result) add(doing string, err error) {
	advice := explain.Error(err)
	r.Problems = append(r.Problems, problem{cmp.Or(advice.Summary, "Cannot "+doing), advice.String()})
}

// late returns an error that names -timeout, if that has passed.
func (c *command) late(ctx context.Context, err error) error {
	if ctx.Err() == nil || !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &flagError{
		fmt.Sprintf("There was no answer within %s.", c.timeout),
		"check the network, and whether it needs a proxy (HTTPS_PROXY). A slow network may need a longer -timeout.",
	}
}

// signIn signs in and asks Graph once.
func (c *command) signIn(ctx context.Context, r *result) error {
	tokens, err := c.settings.SignIn(nil)
	if err != nil {
		return err
	}
	r.SignIn.Method, r.SignIn.Reason = tokens.Method, c.settings.Why(tokens)
	client, err := c.settings.Client(tokens, "terraform-provider-graph/"+c.Version+" check", nil)
	if err != nil {
		return err
	}
	traced, trace := newTrace(ctx)
	token, err := tokens.Token(traced)
	r.Network = append(r.Network, trace.authority(c.settings.Authority, tokens.Method, err))
	if err != nil {
		return err
	}
	r.SignIn.Expires = expiry(token)
	identity, err := client.Identity(ctx)
	if err != nil {
		return err
	}
	if identity.TenantID != "" {
		r.SignIn.Kind = "application"
	}
	if identity.Delegated {
		r.SignIn.Kind = "person"
	}
	r.SignIn.TenantID = cmp.Or(plaintext.Line(identity.TenantID), r.SignIn.TenantID)
	r.SignIn.ClientID = cmp.Or(plaintext.Line(identity.ClientID), r.SignIn.ClientID)
	r.SignIn.ObjectID, r.SignIn.Username = plaintext.Line(identity.ObjectID), plaintext.Line(identity.Username)
	for _, p := range identity.Permissions {
		r.SignIn.Permissions = append(r.SignIn.Permissions, plaintext.Line(p))
	}
	if identity.Permissions != nil && r.SignIn.Permissions == nil {
		r.SignIn.Permissions = []string{}
	}
	for _, err := range tokens.Warnings() {
		warning := explain.Warning(err)
		r.Problems = append(r.Problems, problem{warning.Summary, warning.String()})
	}
	traced, trace = newTrace(ctx)
	err = client.Ping(traced)
	r.Network = append(r.Network, trace.connection("Graph", c.settings.Root, err))
	return err
}

// expiry returns when a token ends, or nil if that is not known.
func expiry(token *oauth2.Token) *time.Time {
	end := token.Expiry
	if end.IsZero() {
		end = auth.ReadClaims(token.AccessToken).Expiry
	}
	if end.IsZero() {
		return nil
	}
	return &end
}

// A verdict is what the permissions of the token mean for a data source.
type verdict struct {
	Name  string           `json:"name"`
	State permission.State `json:"verdict"`
	Nulls []string         `json:"nulls"` // attributes that are null or empty because of a missing permission
	Fills string           `json:"fills"` // the permission that fills them; "" without any
	Lacks []lack           `json:"lacks"`

	permission.Verdict `json:"-"`
}

// A lack is a call that the token does not allow.
type lack struct {
	Call       string `json:"call"`
	Permission string `json:"permission"`  // the least that is missing; "" if no permission allows the call
	NeedsAdmin bool   `json:"needs_admin"` // whether an administrator has to consent
}

func newVerdict(v permission.Verdict) verdict {
	made := verdict{
		Name: v.Use.Name, State: v.State, Nulls: append([]string{}, v.Nulls...), Lacks: []lack{}, Verdict: v,
	}
	if len(v.Nulls) > 0 {
		made.Fills = v.Use.Profile.Full
	}
	for _, l := range v.Lacks {
		made.Lacks = append(made.Lacks, lack{l.Call.Name, l.Permission, l.NeedsAdmin})
	}
	return made
}

// usable reports whether the data source works at least in part, as far as that is known.
func (v verdict) usable() bool {
	switch v.State {
	case permission.Lacking, permission.OfPeople, permission.Unknown:
		return false
	default:
		return true
	}
}
