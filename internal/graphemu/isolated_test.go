package graphemu

import (
	"slices"
	"testing"
)

func TestIsolated(t *testing.T) {
	t.Parallel()
	own := []string{"HOME=/root", "SYSTEMROOT=C:\\Windows", "SYSTEM_TEAMPROJECT=x"}
	foreign := []string{
		"ARM_CLIENT_ID=x", "azure_tenant_id=x", "GRAPH_ENDPOINT=x", "ACTIONS_ID_TOKEN_REQUEST_URL=x", "SYSTEM_ACCESSTOKEN=x",
		"SYSTEM_OIDCREQUESTURI=x", "IDENTITY_ENDPOINT=x", "MSI_ENDPOINT=x", "IMDS_ENDPOINT=x",
	}
	if got := Isolated(slices.Concat(own, foreign)); !slices.Equal(got, own) {
		t.Errorf("got %v, want %v", got, own)
	}
}
