package permission

import "slices"

// A Use is a data source, resource or action with the calls that it makes.
type Use struct {
	Kind  string // the folder of its page, such as "data-sources"
	Name  string // such as "graph_users"
	Calls []Call
	Open  bool // whether its calls depend on its arguments, so that they are not known

	Profile    Profile     // of the objects that it shows
	Attributes []Attribute // that show properties of these objects
}

// A Verdict is what the permissions of a token mean for a [Use].
type Verdict struct {
	Use    Use
	State  State
	Nulls  []string // attributes that are null because of a missing permission
	Allows []Call   // calls that are allowed
	Lacks  []Lack   // calls that are not
}

// A Lack is a call that a token does not allow.
type Lack struct {
	Call       Call
	Permission string // the least that is missing; "" if no permission allows the call
	NeedsAdmin bool   // whether an administrator has to consent to it
}

// A State summarizes a verdict.
type State string

// The states of verdicts.
const (
	Works    State = "works"
	HasNulls State = "works_with_nulls"
	InPart   State = "works_in_part"    // some calls are allowed; attributes may be null too
	Lacking  State = "lacks_permission" // no call is allowed
	OfPeople State = "needs_person"     // no call is possible for an application
	Depends  State = "depends_on_path"  // the calls are not known
	Unknown  State = "unknown"          // the token does not state its permissions
)

// Check returns the verdict about a token with these permissions, which are nil if the token does not state any. What
// an application reads never belongs to itself, so the forms of calls for the signed-in person do not count for it.
func (u Use) Check(delegated bool, carried []string) Verdict {
	v := Verdict{Use: u}
	switch {
	case u.Open:
		v.State = Depends
		return v
	case carried == nil:
		v.State = Unknown
		return v
	}
	for _, c := range u.Calls {
		switch missing := c.Missing(delegated, carried); {
		case c.AllowedBy(delegated, carried) != "":
			v.Allows = append(v.Allows, c)
		case missing != "" || delegated || !c.ofPerson():
			v.Lacks = append(v.Lacks, Lack{c, missing, missing != "" && NeedsAdmin(delegated, missing)})
		}
	}
	switch {
	case len(v.Allows) > 0 || len(u.Calls) == 0:
		v.Nulls = u.Profile.Closed(u.Attributes, carried)
		v.State = v.works()
	case slices.ContainsFunc(v.Lacks, func(l Lack) bool { return l.Permission != "" }):
		v.State = Lacking
	default:
		v.State = OfPeople
	}
	return v
}

func (v Verdict) works() State {
	switch {
	case len(v.Lacks) > 0:
		return InPart
	case len(v.Nulls) > 0:
		return HasNulls
	default:
		return Works
	}
}
