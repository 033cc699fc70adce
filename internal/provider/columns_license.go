package provider

import (
	"encoding/json"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/graph-data/terraform-provider-graph/internal/columns"
)

// servicePlans is the column of the services that a licence includes.
var servicePlans = columns.Objects("servicePlans", "Services that are included.", columns.Table{
	columns.String("servicePlanId", "Id of the service plan, a GUID."),
	columns.String("servicePlanName", "Name of the service plan, such as `EXCHANGE_S_ENTERPRISE`."),
	columns.String("provisioningStatus", "`Success`, `Disabled`, `Error`, `PendingInput`, `PendingActivation` or "+
		"`PendingProvisioning`."),
	columns.String("appliesTo", "`User` or `Company`."),
})

// licenseColumns holds the properties of the licences of a user.
var licenseColumns = columns.Table{
	columns.String("id", "Id of this licence of the user."),
	columns.String("skuId", "Id of the product (SKU), a GUID."),
	columns.String("skuPartNumber", "Part number of the product, such as `ENTERPRISEPACK`. It is not the name of the "+
		"product."),
	servicePlans,
}

// skuColumns holds the properties of the products that a tenant has subscribed to.
var skuColumns = columns.Table{
	columns.String("id", "Id of the subscribed product: that of the tenant and that of the product."),
	columns.String("skuId", "Id of the product (SKU), a GUID."),
	columns.String("skuPartNumber", "Part number of the product, such as `ENTERPRISEPACK`. It is not the name of the "+
		"product."),
	columns.String("appliesTo", "`User` or `Company`."),
	columns.String("capabilityStatus", "`Enabled`, `Warning`, `Suspended`, `Deleted` or `LockedOut`."),
	columns.Number("consumedUnits", "Number of licences that are assigned."),
	columns.Flatten("prepaidUnits", columns.Number("enabled", "Number of licences that are enabled.")),
	columns.Flatten("prepaidUnits", columns.Number("warning", "Number of licences that have expired and still work.")),
	columns.Flatten("prepaidUnits", columns.Number("suspended", "Number of licences that are suspended.")),
	columns.Flatten("prepaidUnits", columns.Number("lockedOut", "Number of licences that are locked out.")),
	columns.DerivedNumber("free", "prepaidUnits", "Number of licences that can still be assigned: `enabled` and "+
		"`warning` less `consumed_units`. Can be negative.", freeUnits),
	columns.Strings("subscriptionIds", "Ids of the subscriptions."),
	servicePlans,
}

func freeUnits(units, sku jsontext.Value) (int64, bool) {
	var prepaid struct{ Enabled, Warning int64 }
	var consumed struct{ ConsumedUnits *int64 }
	if json.Unmarshal(units, &prepaid) != nil || json.Unmarshal(sku, &consumed) != nil || consumed.ConsumedUnits == nil {
		return 0, false
	}
	return prepaid.Enabled + prepaid.Warning - *consumed.ConsumedUnits, true
}
