package directory

import (
	"strconv"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// expansion is a checked $expand of manager, the only relationship that is followed so far. A nil expansion adds
// nothing.
type expansion struct {
	selection *odata.Selection
	encoder   *objectEncoder
	levels    int
}

// maxLevels is the largest number that $levels takes.
const maxLevels = 1000

// parseExpand reads $expand=manager($levels=…;$select=…). Options in the brackets need $levels, and $levels needs one
// user, $count=true and the header. Where managers form a circle the levels go around it until their number is reached,
// which is ours: what Graph does there is recorded nowhere.
func (c *Call) parseExpand(list bool) (*expansion, error) {
	expand, ok := c.Query.Get("$expand")
	if !ok {
		return nil, nil
	}
	name, inner, bracket := strings.Cut(expand, "(")
	switch strings.TrimSpace(name) {
	case "manager":
	case "photo":
		return nil, &odata.Problem{
			Status: 400, Code: "ExpandNotSupported",
			Message: "Expand is not allowed for property 'Photo' according to the entity schema.",
		}
	default:
		if userRelationships.Get()[strings.TrimSpace(name)] {
			return nil, odata.NotEmulated("$expand=" + name)
		}
		return nil, odata.BadRequest("Parsing OData Select and Expand failed: Could not find a property named '%s' on type "+
			"'microsoft.graph.user'.", name)
	}
	if err := c.allowLinked(fullUserPermissions()); err != nil {
		return nil, err
	}
	e := &expansion{selection: &odata.Selection{Properties: userType.Get().Defaults}, levels: 1}
	if bracket {
		inner, closed := strings.CutSuffix(strings.TrimSpace(inner), ")")
		if !closed {
			return nil, odata.BadRequest("Parsing OData Select and Expand failed: Syntax error in '%s'.", expand)
		}
		if err := c.parseExpandOptions(e, inner, list); err != nil {
			return nil, err
		}
	}
	e.encoder = c.newObjectEncoder(e.selection, c.readable(-1))
	return e, nil
}

func (c *Call) parseExpandOptions(e *expansion, inner string, list bool) error {
	q := &odata.Query{System: make(map[string]string)}
	for option := range strings.SplitSeq(inner, ";") {
		k, v, ok := strings.Cut(option, "=")
		if name := strings.TrimSpace(k); ok && (name == "$levels" || name == "$select") {
			q.System[name] = v
			continue
		}
		return odata.BadRequest("Parsing OData Select and Expand failed: Syntax error in '%s'.", option)
	}
	levels, ok := q.Get("$levels")
	counted, err := c.Query.Count()
	switch {
	case err != nil:
		return err
	case !ok:
		return odata.UnsupportedQuery("Unsupported Query.")
	case list && levels != "1":
		return odata.UnsupportedQuery("Transitive manager's list is only supported on a single user, send the $expand " +
			"request on /users/{id} endpoint")
	case list: // See https://github.com/microsoftgraph/microsoft-graph-explorer-v4/issues/1029.
	case !counted || !c.Eventual():
		return odata.NeedsAdvanced("$levels")
	case levels == "max":
		e.levels = maxLevels
	default:
		if e.levels, err = strconv.Atoi(levels); err != nil || e.levels < 1 || e.levels > maxLevels {
			return odata.BadRequest("Parsing OData Select and Expand failed: '%s' is not a valid value for $levels.", levels)
		}
	}
	e.selection, err = userType.Get().ParseSelect(q)
	return err
}

// append adds the managers of row i to the object that b ends with. Who has no manager gets no key.
func (e *expansion) append(b []byte, d *Directory, i int) []byte {
	if e == nil {
		return b
	}
	depth := 0
	for ; depth < e.levels; depth++ {
		m, ok := d.manager(i)
		if !ok {
			break
		}
		if b = b[:len(b)-1]; b[len(b)-1] != '{' {
			b = append(b, ',')
		}
		b = append(b, `"manager":`...)
		b = e.encoder.append(b, d, m)
		// The object just closed stays last, so that the next manager goes into it.
		i = m
	}
	for range depth {
		b = append(b, '}')
	}
	return b
}
