package provider_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

func TestClientConfig(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	result := connect(t, asPerson(srv, "User.Read", "Mail.Send")).mustRead(t, "graph_client_config", values{})
	delete(result, "timeouts")
	want := values{
		"tenant_id": graphemu.TenantID, "client_id": graphemu.ClientID, "object_id": graphemu.PersonID, "kind": "person",
		"user_principal_name": graphemu.PersonUPN, "permissions": []any{"Mail.Send", "User.Read"},
	}
	if diff := cmp.Diff(want, result); diff != "" {
		t.Errorf("person (-want +got):\n%s", diff)
	}
	result = connect(t, asApplication(srv)).mustRead(t, "graph_client_config", values{})
	if result["kind"] != "application" || result["user_principal_name"] != nil || result["object_id"] == nil {
		t.Errorf("application: got %v, want an application with an object id and without a name", result)
	}
	if got := len(srv.GraphRequests()); got != 0 {
		t.Errorf("requests to Graph = %d, want none", got)
	}
	opaque := connect(t, values{"graph_endpoint": srv.URL, "access_token": "opaque"})
	_, text := opaque.read(t, "graph_client_config", values{})
	compareText(t, "client_config_opaque", text)
}

func TestOrganization(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	result := connect(t, asApplication(srv)).mustRead(t, "graph_organization", values{})
	got := values{
		"id": result["id"], "default_domain": result["default_domain"], "initial_domain": result["initial_domain"],
		"city": result["city"], "tenant_type": result["tenant_type"],
	}
	want := values{
		"id": graphemu.TenantID, "default_domain": "contoso.com", "initial_domain": "contoso.onmicrosoft.com",
		"city": "Redmond", "tenant_type": "AAD",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	result, text := connect(t, asPerson(srv, "User.Read")).readAnyway(t, "graph_organization", values{})
	if result["default_domain"] != "contoso.com" || result["city"] != nil {
		t.Errorf("default_domain, city = %v, %v, want contoso.com, null", result["default_domain"], result["city"])
	}
	compareText(t, "organization_nulls", text)
	srv.Fail(graphemu.Fault{Rewrite: func([]byte) []byte { return []byte(`{"value":[]}`) }})
	_, text = connect(t, asApplication(srv)).read(t, "graph_organization", values{})
	compareText(t, "organization_none", text)
}

func TestLicenses(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asApplication(srv))
	result := s.mustRead(t, "graph_user_licenses", values{"user": "AdeleV@contoso.com"})
	if diff := cmp.Diff([]any{"SPE_E5"}, pick(t, result["licenses"], "sku_part_number")); diff != "" {
		t.Errorf("products (-want +got):\n%s", diff)
	}
	plans := pick(t, pick(t, result["licenses"], "service_plans")[0], "provisioning_status")
	if diff := cmp.Diff([]any{"Success", "Success", "PendingActivation"}, plans); diff != "" {
		t.Errorf("plans (-want +got):\n%s", diff)
	}
	result = s.mustRead(t, "graph_user_licenses", values{"user": "svc-backup@contoso.com"})
	if diff := cmp.Diff([]any{}, result["licenses"]); diff != "" || result["exists"] != true {
		t.Errorf("without licences: exists = %v, want true; licences (-want +got):\n%s", result["exists"], diff)
	}
	result = s.mustRead(t, "graph_user_licenses", values{"user": "nobody@contoso.com", "ignore_missing": true})
	if result["licenses"] != nil || result["missing_reason"] != "user" {
		t.Errorf("licences, missing_reason = %v, %v, want null, user", result["licenses"], result["missing_reason"])
	}
	_, text := connect(t, asPerson(srv, "User.ReadBasic.All")).read(t, "graph_user_licenses",
		values{"user": "AlexW@contoso.com"})
	compareText(t, "licenses_refused", text)
}

func TestSubscribedSKUs(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	result := connect(t, asApplication(srv)).mustRead(t, "graph_subscribed_skus", values{})
	got := map[any]any{}
	for i, name := range pick(t, result["skus"], "sku_part_number") {
		got[name] = []any{
			pick(t, result["skus"], "enabled")[i], pick(t, result["skus"], "consumed_units")[i],
			pick(t, result["skus"], "free")[i],
		}
	}
	want := map[any]any{ // Suspended licences cannot be assigned, and expired ones can.
		"SPE_E5": []any{25., 14., 11.}, "CRMSTANDARD": []any{0., 14., -14.}, "FLOW_FREE": []any{10., 12., 3.},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("enabled, consumed, free (-want +got):\n%s", diff)
	}
}

func TestMemberships(t *testing.T) {
	t.Parallel()
	srv := graphemu.NewServer(t, graphemu.Options{})
	s := connect(t, asPerson(srv))
	result := s.mustRead(t, "graph_memberships", values{"user": "me"})
	if diff := cmp.Diff([]any{"Directory Readers"}, pick(t, result["directory_roles"], "display_name")); diff != "" {
		t.Errorf("roles (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]any{"Region Europe"}, pick(t, result["administrative_units"], "display_name")); diff != "" {
		t.Errorf("units (-want +got):\n%s", diff)
	}
	direct := len(pick(t, result["groups"], "id"))
	s = connect(t, asApplication(srv))
	for _, c := range []struct {
		user       string
		transitive bool
		groups     []any
	}{
		{"IsaiahL@contoso.com", false, []any{"Contoso Team", "Engineering", "sg-platform-leads"}},
		{
			"IsaiahL@contoso.com", true,
			[]any{"Contoso Team", "Engineering", "sg-platform-leads", "sg-platform-oncall", "sg-production-deployers"},
		},
	} {
		result := s.mustRead(t, "graph_memberships", values{"user": c.user, "transitive": c.transitive})
		if diff := cmp.Diff(sortedTexts(c.groups), sortedTexts(pick(t, result["groups"], "display_name"))); diff != "" {
			t.Errorf("%s, transitive %v (-want +got):\n%s", c.user, c.transitive, diff)
		}
	}
	if direct < 4 {
		t.Errorf("groups of the signed-in person = %d, want at least 4", direct)
	}
}
