// Permissions prints the page of the docs that lists the permissions of each call: docs/guides/permissions.md.
package main

import (
	"context"
	"fmt"

	"github.com/graph-data/terraform-provider-graph/internal/provider"
)

func main() { fmt.Print(provider.PermissionsPage(context.Background())) }
