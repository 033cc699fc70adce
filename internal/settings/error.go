package settings

import (
	"errors"
	"fmt"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/auth"
	"github.com/graph-data/terraform-provider-graph/internal/explain"
	"github.com/graph-data/terraform-provider-graph/internal/userfile"
)

// An Error reports that a setting has to be set or corrected. It is an [explain.Explainer].
type Error struct {
	Setting auth.Setting // empty for a variable that is no setting, such as HTTPS_PROXY
	advice  explain.Advice
}

func (e *Error) Error() string {
	if e.Setting == "" {
		return e.advice.Seen
	}
	return string(e.Setting) + ": " + e.advice.Seen
}

// Explain implements [explain.Explainer].
func (e *Error) Explain() explain.Advice { return e.advice }

// error returns the error of a setting. If the value is from the environment, the error names the variable. Otherwise
// it points at the argument, but only if there is a provider block: without one, a CLI would point at line 0 and ask
// for a block that is not needed.
func (s *Settings) error(name auth.Setting, summary, seen, todo string) *Error {
	if variable := s.values[name].Variable; variable != "" {
		seen += fmt.Sprintf(" The value is from the environment variable %s.", variable)
	}
	return s.errorOfTwo(name, summary, seen, todo)
}

// errorOfTwo returns the error of a setting that does not go with another one. seen describes where both are set.
func (s *Settings) errorOfTwo(name auth.Setting, summary, seen, todo string) *Error {
	e := &Error{Setting: name, advice: explain.Advice{Summary: summary, Seen: seen, Todo: todo}}
	if s.values[name].Variable == "" && s.anyWritten() {
		e.advice.At = explain.Path{string(name)}
	}
	return e
}

// fileError returns the error of reading the file that a setting names.
func (s *Settings) fileError(name auth.Setting, summary string, err error) *Error {
	todo := ""
	if e, ok := errors.AsType[*userfile.Error](err); ok {
		todo = e.Todo
	}
	return s.error(name, summary, err.Error(), todo)
}

// described names a setting, and where it is set.
func (s *Settings) described(name auth.Setting) string {
	return string(name) + " (" + origin(s.values[name]) + ")"
}

// origin describes where a value is set.
func origin(v auth.Value) string {
	switch {
	case v.Text == "":
		return "the default"
	case v.Variable != "":
		return "from the environment variable " + v.Variable
	default:
		return "set in the provider block"
	}
}

func (s *Settings) anyWritten() bool {
	for name := range s.values {
		if s.values.Written(name) {
			return true
		}
	}
	return false
}

// UnknownError returns the error of a setting whose value is not known although it is needed now.
func UnknownError(s Setting) error {
	return &Error{Setting: s.Name, advice: explain.Advice{
		Summary: "Provider setting is not known yet",
		Seen: fmt.Sprintf("%s depends on a value that is known only at apply, and data sources are read before that.",
			s.Name),
		Todo: fmt.Sprintf("use a value that is known at plan, such as a variable, leave the argument out and set %s, or "+
			"create what it depends on first with -target.", strings.Join(s.Variables(), " or ")),
		At: explain.Path{string(s.Name)},
	}}
}

// signInError returns the error of a sign-in that cannot begin, with the settings that would mend it.
func (s *Settings) signInError(config auth.Config, err error) error {
	if setting, ok := errors.AsType[*auth.SettingError](err); ok {
		todo := setting.Todo
		if setting.Missing() {
			todo = fmt.Sprintf("set %s in the provider block, or %s in the environment; or use another sign-in method.",
				setting.Setting, strings.Join(variables(setting.Setting), " or "))
		}
		return guided(s.error(setting.Setting, explain.CannotSignIn, setting.Problem, todo))
	}
	none, ok := errors.AsType[*auth.NoMethodError](err)
	if !ok {
		return err
	}
	var b strings.Builder
	for _, m := range none.Methods {
		lacks := alternatives(m.OneOf)
		if m.Method == "device_login" {
			lacks = "a person who signs in: " + explain.LoginCommand(config.Session())
		}
		for _, name := range m.All {
			lacks += ", and " + alternatives([]auth.Setting{name})
		}
		fmt.Fprintf(&b, "\n  * %s lacks %s", m.Method, lacks)
	}
	return guided(s.error(auth.Method, explain.CannotSignIn, "No sign-in method is configured."+none.Also,
		"configure one of these in the provider block or in the environment:"+b.String()))
}

// guided adds the address of the guide to an error of signing in.
func guided(e *Error) error {
	e.advice.Guide = explain.SignInGuide
	return e
}

// alternatives lists settings of which one is enough, each with the first variable that sets it.
func alternatives(names []auth.Setting) string {
	list := make([]string, len(names))
	for i, name := range names {
		value := ""
		if strings.HasPrefix(string(name), "use_") {
			value = " = true"
		}
		list[i] = fmt.Sprintf("%s%s (%s)", name, value, variables(name)[0])
	}
	return strings.Join(list, " or ")
}
