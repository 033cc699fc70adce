package graphemu

import (
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/entra"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/jwt"
	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// deviceAsker plays a device; its clock stands still unless it is moved.
type deviceAsker struct {
	*asker
	now *time.Time
}

func newDeviceAsker(t *testing.T, opts Options) *deviceAsker {
	t.Helper()
	now := assertionTime()
	opts.Clock = func() time.Time { return now }
	return &deviceAsker{newAsker(t, opts), &now}
}

const devicePath = "/organizations/oauth2/v2.0/devicecode"

func (a *deviceAsker) begin(scope string) (userCode, code string) {
	a.t.Helper()
	got := a.post(devicePath, url.Values{"client_id": {ClientID}, "scope": {scope}}).ok(a.t)
	return got.property("user_code"), got.property("device_code")
}

// approve begins to sign in, and enters the code.
func (a *deviceAsker) approve(scope string) (code string) {
	a.t.Helper()
	userCode, code := a.begin(scope)
	if err := a.server.ApproveDevice(userCode, ""); err != nil {
		a.t.Fatal(err)
	}
	return code
}

func (a *deviceAsker) poll(code string) *answer {
	a.t.Helper()
	return a.post("/organizations/oauth2/v2.0/token", url.Values{
		"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "client_id": {ClientID}, "device_code": {code},
	})
}

func TestDevice(t *testing.T) {
	t.Parallel()
	a := newDeviceAsker(t, Options{})
	got := a.post(devicePath, url.Values{
		"client_id": {ClientID}, "scope": {"openid profile offline_access https://graph.microsoft.com/User.Read"},
	}).ok(t)
	userCode, code := got.property("user_code"), got.property("device_code")
	if got.property("verification_uri") != loginOrigin+"/devicelogin" || got.body["expires_in"] != 900.0 ||
		got.body["interval"] != 5.0 ||
		!strings.Contains(got.property("message"), userCode) || !strings.Contains(got.property("message"), "/devicelogin") {
		t.Errorf("got %s, want the page, 900 and 5 seconds, and a message with the code %s", got.text, userCode)
	}
	a.poll(code).refuses(t, 400, "authorization_pending", 70016)
	if list := a.server.PendingDevices(); !slices.Equal(list, []string{userCode}) {
		t.Errorf("pending %v, want %s", list, userCode)
	}
	if err := a.server.ApproveDevice(strings.ToLower(" "+userCode), "AlexW@contoso.com"); err != nil {
		t.Fatal(err)
	}
	if err := a.server.ApproveDevice(userCode, ""); err == nil || len(a.server.PendingDevices()) != 0 {
		t.Errorf("got %v, want an error for a code that was entered before, and no device that waits", err)
	}
	got = a.poll(code).ok(t)
	if got.property("scope") != "https://graph.microsoft.com/User.Read openid profile" ||
		got.property("refresh_token") == "" ||
		got.body["expires_in"] != 3599.0 {
		t.Errorf("got %s, want User.Read, openid, profile, a refresh token and 3599 seconds", got.text)
	}
	a.token = got.property("access_token")
	if c := decodeClaims(t, a.token); c.UPN != "AlexW@contoso.com" || c.Scopes != "User.Read" ||
		c.Audience != globalGraph {
		t.Errorf("got claims %+v, want AlexW, User.Read and %s", c, globalGraph)
	}
	a.get("/me").ok(t)
	id, err := jwt.Parse(got.property("id_token"))
	if err != nil || id.Verify(a.server.IdentityProviderKey().Public()) != nil ||
		id.Claims.Issuer != loginOrigin+"/"+TenantID+"/v2.0" ||
		!slices.Equal(id.Claims.Audience, []string{ClientID}) {
		t.Errorf("got id token %+v, %v, want one of this tenant for the client", id, err)
	}
	a.poll(code).refuses(t, 400, "invalid_grant", 54005)
	if n := len(a.server.TokenRequests()); n != 4 {
		t.Errorf("token requests = %d, want 4", n)
	}
}

func TestDevice_refused(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, path string
		form       url.Values
		status     int
		code       string
		number     float64
	}{
		{"tenant", "/fabrikam.com/oauth2/v2.0/devicecode", nil, 400, "invalid_request", 90002},
		{"client", devicePath, url.Values{"client_id": {PersonID}}, 400, "unauthorized_client", 700016},
		{"no client", devicePath, url.Values{"client_id": nil}, 400, "invalid_request", 900144},
		{"no scope", devicePath, url.Values{"scope": nil}, 400, "invalid_request", 900144},
		{"secret", devicePath, url.Values{"client_secret": {ClientSecret}}, 401, "invalid_client", 700025},
		{"assertion", devicePath, url.Values{"client_assertion": {"x.y.z"}}, 401, "invalid_client", 700025},
		{"resource", devicePath, url.Values{"scope": {"https://vault.azure.net/.default"}}, 400, "invalid_resource", 500011},
		{
			"resources", devicePath, url.Values{"scope": {"User.Read https://graph.microsoft.us/User.Read"}}, 400,
			"invalid_scope", 28000,
		},
		// See https://github.com/O365/python-o365/issues/551.
		{"unknown scope", devicePath, url.Values{"scope": {"Nosuch.Permission"}}, 400, "invalid_client", 650053},
		{"role as a scope", devicePath, url.Values{"scope": {"Calendars.ReadBasic.All"}}, 400, "invalid_client", 650053},
		{"both", devicePath, url.Values{"scope": {".default User.Read"}}, 400, "invalid_scope", 70011},
	}
	a := newDeviceAsker(t, Options{})
	for _, test := range tests {
		form := url.Values{"client_id": {ClientID}, "scope": {"User.Read"}}
		maps.Copy(form, test.form)
		a.post(test.path, form).refuses(t, test.status, test.code, test.number)
	}
	if list := a.server.PendingDevices(); len(list) != 0 {
		t.Errorf("pending = %v, want none", list)
	}
}

func TestDevice_ends(t *testing.T) {
	t.Parallel()
	a := newDeviceAsker(t, Options{SignIn: entra.Options{DeviceInterval: time.Millisecond}})
	a.poll("unknown").refuses(t, 400, "bad_verification_code", 70018)
	userCode, code := a.begin("User.Read")
	if err := a.server.DeclineDevice(userCode); err != nil {
		t.Fatal(err)
	}
	a.poll(code).refuses(t, 400, "authorization_declined", 65004)
	userCode, code = a.begin("User.Read")
	*a.now = a.now.Add(15*time.Minute - time.Second)
	a.poll(code).refuses(t, 400, "authorization_pending", 70016)
	*a.now = a.now.Add(time.Second)
	a.poll(code).refuses(t, 400, "expired_token", 70020)
	if err := a.server.ApproveDevice(userCode, ""); err == nil {
		t.Error("an expired code was accepted, want an error")
	}
	userCode, code = a.begin("User.Read")
	if err := a.server.ApproveDevice(userCode, "nobody@contoso.com"); err == nil {
		t.Error("an unknown user has signed in, want an error")
	}
	a.server.Reset()
	a.poll(code).refuses(t, 400, "bad_verification_code", 70018)
	got := a.post(devicePath, url.Values{"client_id": {ClientID}, "scope": {"User.Read"}}).ok(t)
	if got.body["interval"] != 1.0 {
		t.Errorf("got %s, want an interval of 1", got.text)
	}
}

func TestDevice_scopes(t *testing.T) {
	t.Parallel()
	tests := []struct {
		consented         []string
		asked             string
		granted, answered string // Empty when it is refused.
	}{
		{nil, "User.Read Mail.Send", "User.Read Mail.Send", "User.Read Mail.Send"},
		{nil, "user.read MAIL.send OpenId", "User.Read Mail.Send", "User.Read Mail.Send openid"},
		{
			nil, ".default openid offline_access", strings.Join(entra.WideScopes(), " "),
			strings.Join(entra.WideScopes()[3:], " ") + " openid",
		},
		{
			[]string{"User.Read"}, "00000003-0000-0000-c000-000000000000/.default", "User.Read",
			"00000003-0000-0000-c000-000000000000/User.Read",
		},
		{[]string{"User.Read"}, loginOrigin + "/User.Read profile", "User.Read", loginOrigin + "/User.Read profile"},
		{[]string{"User.Read"}, "User.Read Mail.Send", "", ""},
		{[]string{}, "User.Read", "", ""},
	}
	for _, test := range tests {
		a := newDeviceAsker(t, Options{SignIn: entra.Options{ConsentedScopes: test.consented}})
		code := a.approve(test.asked)
		got := a.poll(code)
		if test.granted == "" {
			got.refuses(t, 400, "invalid_grant", 65001)
			continue
		}
		c := decodeClaims(t, got.ok(t).property("access_token"))
		if c.Scopes != test.granted || got.property("scope") != test.answered {
			t.Errorf("%s: got %q and %q, want %q and %q", test.asked, c.Scopes, got.property("scope"), test.granted,
				test.answered)
		}
		if got.body["refresh_token"] != nil != strings.Contains(test.asked, "offline_access") ||
			got.body["id_token"] != nil != strings.Contains(strings.ToLower(test.asked), "openid") {
			t.Errorf("%s: got %s, want a refresh token and an id token if they were asked for", test.asked, got.text)
		}
	}
}

func TestDevice_idToken(t *testing.T) {
	t.Parallel()
	tests := map[string]map[string]any{
		"openid": {"aud": ClientID, "tid": TenantID},
		"openid profile": {
			"aud": ClientID, "tid": TenantID, "oid": PersonID, "preferred_username": PersonUPN, "name": "Adele Vance",
		},
	}
	a := newDeviceAsker(t, Options{})
	for asked, want := range tests {
		code := a.approve(asked)
		got := make(map[string]any)
		decodePart(t, a.poll(code).ok(t).property("id_token"), &got)
		for _, name := range []string{"iss", "sub", "iat", "nbf", "exp", "ver"} {
			if got[name] == nil {
				t.Errorf("%s: got %v, want a claim %s", asked, got, name)
			}
			delete(got, name)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %v, want %v", asked, got, want)
		}
	}
}

// TestDevice_control enters codes the way another process and a browser do.
func TestDevice_control(t *testing.T) {
	t.Parallel()
	a := newDeviceAsker(t, Options{})
	send := func(method, path, contentType, body string) *answer {
		req, err := http.NewRequestWithContext(t.Context(), method, loginOrigin+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", contentType)
		return a.do(req)
	}
	const control, form = "/_emulator/devices", "application/x-www-form-urlencoded"
	if got := send(http.MethodGet, control, "", ""); strings.TrimSpace(got.text) != "[]" {
		t.Errorf("got %s, want []", got.text)
	}
	first, firstCode := a.begin("User.Read")
	second, secondCode := a.begin("User.Read")
	third, thirdCode := a.begin("User.Read")
	waiting := `["` + first + `","` + second + `","` + third + `"]`
	if got := send(http.MethodGet, control, "", ""); strings.TrimSpace(got.text) != waiting {
		t.Errorf("got %s, want %s", got.text, waiting)
	}
	tests := []struct {
		path, contentType, body string
		status                  int
	}{
		{control, odata.ContentTypeJSON, `{"userCode":"` + first + `","user":"AlexW@contoso.com"}`, 204},
		{control, odata.ContentTypeJSON, `{"userCode":"` + second + `","decline":true}`, 204},
		{control, odata.ContentTypeJSON, `{"userCode":"` + first + `"}`, 400},
		{control, odata.ContentTypeJSON, `{"code":"` + third + `"}`, 400},
		{entra.DevicePage, form, "userCode=" + first, 400},
		{entra.DevicePage, form, "userCode=" + third, 200},
	}
	for _, test := range tests {
		if got := send(http.MethodPost, test.path, test.contentType, test.body); got.status != test.status {
			t.Errorf("%s: got %d %s, want %d", test.body, got.status, got.text, test.status)
		}
	}
	if got := send(http.MethodGet, entra.DevicePage, "", ""); !strings.Contains(got.text, "<form") {
		t.Errorf("got %s, want a form", got.text)
	}
	a.poll(firstCode).ok(t)
	a.poll(secondCode).refuses(t, 400, "authorization_declined", 65004)
	a.poll(thirdCode).ok(t)
	if len(a.server.GraphRequests()) != 0 {
		t.Errorf("requests to Graph = %d, want 0", len(a.server.GraphRequests()))
	}
}
