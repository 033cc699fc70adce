package directory

import (
	"encoding/json"
	"slices"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// licensePermissions open the licences of a user.
func licensePermissions() []string {
	return append([]string{"LicenseAssignment.Read.All"}, fullUserPermissions()...)
}

// skuPermissions open the licences of the tenant.
var skuPermissions = []string{
	"LicenseAssignment.Read.All", "Organization.Read.All", "Directory.Read.All", "Directory.ReadWrite.All",
}

// A subscribedSKU is a product of the seed, as far as the licences of users need it.
type subscribedSKU struct {
	SKUID         string           `json:"skuId"`
	SKUPartNumber string           `json:"skuPartNumber"`
	ServicePlans  []map[string]any `json:"servicePlans"`
}

// ListLicenses answers GET …/licenseDetails: the products that are assigned to the user, with those of their plans that
// are disabled.
func ListLicenses(c *Call) (*odata.Response, error) {
	i, _, err := c.Subject()
	if err != nil {
		return nil, err
	}
	me, isPerson := c.SignedIn()
	if self := isPerson && me == i && c.Caller.Has([]string{"User.Read"}); !self {
		if err := c.allow(licensePermissions()); err != nil {
			return nil, err
		}
	}
	if err := c.Lacks("$filter", "$search", "$orderby", "$expand"); err != nil {
		return nil, err
	}
	documents, err := c.Directory.licenses(i)
	if err != nil {
		return nil, err
	}
	set := &documentSet{name: "licenseDetails", typ: "microsoft.graph.licenseDetails", documents: documents}
	if len(documents) == 0 { // Then no object shows which properties there are.
		return c.page(listing{set: set.name})
	}
	return c.writeDocuments(set)
}

// licenses returns the licences of the user of row i.
func (d *Directory) licenses(i int) ([]json.RawMessage, error) {
	var assigned []struct {
		SKUID         string   `json:"skuId"`
		DisabledPlans []string `json:"disabledPlans"`
	}
	raw := d.Row(i).Value("assignedLicenses").Append(nil)
	if err := json.Unmarshal(raw, &assigned); err != nil {
		return nil, err
	}
	var documents []json.RawMessage
	for _, a := range assigned {
		for _, document := range d.seed.SubscribedSKUs {
			var sku subscribedSKU
			if err := json.Unmarshal(document, &sku); err != nil {
				return nil, err
			}
			if sku.SKUID != a.SKUID {
				continue
			}
			for _, plan := range sku.ServicePlans {
				if id, ok := plan["servicePlanId"].(string); ok && slices.Contains(a.DisabledPlans, id) {
					plan["provisioningStatus"] = "Disabled"
				}
			}
			license, err := json.Marshal(map[string]any{
				"id": "lic" + sku.SKUID[:8], "skuId": sku.SKUID, "skuPartNumber": sku.SKUPartNumber,
				"servicePlans": sku.ServicePlans,
			})
			if err != nil {
				return nil, err
			}
			documents = append(documents, license)
		}
	}
	return documents, nil
}

// ListSKUs answers GET /subscribedSkus, which takes no options.
func ListSKUs(c *Call) (*odata.Response, error) {
	if _, filtered := c.Query.Get("$filter"); filtered {
		return nil, odata.UnsupportedQuery("Filtered searches against this resource are not supported.")
	}
	if err := c.Lacks("$select", "$top", "$count"); err != nil {
		return nil, err
	}
	return c.listDocuments(&documentSet{
		name: "subscribedSkus", typ: "microsoft.graph.subscribedSku", permissions: skuPermissions,
		documents: c.Directory.seed.SubscribedSKUs,
	})
}
