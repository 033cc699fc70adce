package provider

import (
	"context"
	"fmt"

	"github.com/graph-data/terraform-provider-graph/internal/permission"
)

// Uses returns every data source, then the resource and the action that send mail, with the calls that each makes.
func Uses(ctx context.Context) []permission.Use {
	p := &graphProvider{}
	var uses []permission.Use
	for _, create := range p.DataSources(ctx) {
		source, ok := create().(interface{ base() *dataSource })
		if !ok {
			panic(fmt.Sprintf("%T has no base", create())) // A test makes the list, so no release can get here.
		}
		d := source.base()
		uses = append(uses, permission.Use{
			Kind: "data-sources", Name: typePrefix + "_" + d.name, Calls: d.calls, Open: d.open,
			Profile: d.shows.Profile, Attributes: d.shows.attributes(),
		})
	}
	return append(uses,
		permission.Use{Kind: "resources", Name: typePrefix + "_mail", Calls: sendMailCalls},
		permission.Use{Kind: "actions", Name: typePrefix + "_send_mail", Calls: sendMailCalls})
}

// base returns the base of a data source.
func (d *dataSource) base() *dataSource { return d }
