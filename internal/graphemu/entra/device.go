package entra

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// deviceGrant is the grant_type with which a device asks whether its code was entered (RFC 8628, 3.4).
const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

// deviceLifetime is how long a code can be entered.
const deviceLifetime = 15 * time.Minute

// device is a client that waits for a person.
type device struct {
	userCode string
	code     string
	asked    *askedScopes
	expires  time.Time
	person   *person // Who entered the code, or nil.
	declined bool
	spent    bool // The token was given out.
}

// deviceStore keeps the devices in the order in which they came.
type deviceStore struct {
	mu   sync.Mutex // Guards the list and all in it.
	list []*device
}

func (ds *deviceStore) reset() {
	ds.mu.Lock()
	defer ds.mu.Unlock()
	ds.list = nil
}

// find returns the device of a code, or nil. It is called with the lock held.
func (ds *deviceStore) find(is func(*device) bool) *device {
	if i := slices.IndexFunc(ds.list, is); i >= 0 {
		return ds.list[i]
	}
	return nil
}

func (d *device) pending(now time.Time) bool {
	return d.person == nil && !d.declined && now.Before(d.expires)
}

// AnswerDeviceCode answers POST /{tenant}/oauth2/v2.0/devicecode.
func (a *Authority) AnswerDeviceCode(r *http.Request) *odata.Response {
	form, refusal := readForm(r)
	if refusal != nil {
		return refusal
	}
	refusal = cmp.Or(form.checkTenant(true), form.require("client_id", "scope"), form.checkClient(true))
	if refusal != nil {
		return refusal
	}
	asked, refusal := form.scopes()
	if refusal != nil {
		return refusal
	}
	d := &device{userCode: newUserCode(), code: newDeviceCode(), asked: asked, expires: a.now().Add(deviceLifetime)}
	a.devices.mu.Lock()
	defer a.devices.mu.Unlock()
	a.devices.list = append(a.devices.list, d)
	page := odata.Origin(r) + DevicePage
	return jsonResponse(http.StatusOK, map[string]any{
		"user_code": d.userCode, "device_code": d.code, "verification_uri": page,
		"expires_in": int(deviceLifetime / time.Second), "interval": max(int(a.options.DeviceInterval/time.Second), 1),
		"message": "To sign in, use a web browser to open the page " + page + " and enter the code " +
			"" + d.userCode + " to authenticate.",
	})
}

// grantDevice answers a device that asks whether its code was entered. Entra's codes are documented; which number goes
// with a code that was declined, is unknown or was used up is ours, of those that mean the like.
func (a *Authority) grantDevice(form tokenForm) *odata.Response {
	refuse := func(number int, code, message string) *odata.Response {
		return tokenError(form.request, http.StatusBadRequest, number, code, message)
	}
	a.devices.mu.Lock()
	defer a.devices.mu.Unlock()
	d := a.devices.find(func(d *device) bool { return d.code == form.Get("device_code") })
	if d == nil {
		return refuse(70018, "bad_verification_code", "The provided value for the input parameter 'device_code' is not "+
			"valid.")
	}
	now := a.now()
	switch {
	case d.declined:
		return refuse(65004, "authorization_declined", "User declined to consent to access the app.")
	case d.spent:
		return form.invalidGrant(54005, "OAuth2 Authorization code was already redeemed, please retry with a new valid code "+
			"or use an existing refresh token.")
	case !now.Before(d.expires):
		return refuse(70020, "expired_token",
			"The provided value for the input parameter 'device_code' is not valid. This device code has expired.")
	case d.pending(now):
		return refuse(70016, "authorization_pending",
			"OAuth 2.0 device flow error. Authorization is pending. Continue polling.")
	}
	granted, refusal := d.asked.within(form, a.options.ConsentedScopes)
	if refusal != nil {
		return refusal
	}
	d.spent = true
	refresh := ""
	if slices.Contains(d.asked.reserved, "offline_access") {
		refresh = a.newRefreshToken(*d.person, granted)
	}
	return a.personResponse(form, *d.person, d.asked, granted, refresh)
}

// ApproveDevice enters the code of a device as a person, named by id or user principal name; the empty name is
// [directory.PersonUPN]. It fails when no device waits with the code, and when there is no such user.
func (a *Authority) ApproveDevice(userCode, user string) error {
	p, err := a.findPerson(user)
	if err != nil {
		return err
	}
	return a.decideDevice(userCode, func(d *device) { d.person = &p })
}

// DeclineDevice enters the code of a device and refuses to sign in.
func (a *Authority) DeclineDevice(userCode string) error {
	return a.decideDevice(userCode, func(d *device) { d.declined = true })
}

func (a *Authority) decideDevice(userCode string, decide func(*device)) error {
	userCode = strings.TrimSpace(userCode)
	a.devices.mu.Lock()
	defer a.devices.mu.Unlock()
	d := a.devices.find(func(d *device) bool { return strings.EqualFold(d.userCode, userCode) })
	if d == nil || !d.pending(a.now()) {
		return fmt.Errorf("graphemu: no device waits with the code %q", userCode)
	}
	decide(d)
	return nil
}

// PendingDevices returns the codes of the devices that wait for a person, in the order in which they came.
func (a *Authority) PendingDevices() []string {
	a.devices.mu.Lock()
	defer a.devices.mu.Unlock()
	codes := []string{}
	for _, d := range a.devices.list {
		if d.pending(a.now()) {
			codes = append(codes, d.userCode)
		}
	}
	return codes
}

// DeviceDecision is what a person does with the code of a device.
type DeviceDecision struct {
	UserCode string `json:"userCode"`
	User     string `json:"user"` // Empty for [directory.PersonUPN].
	Decline  bool   `json:"decline"`
}

// Decide does what a person has decided.
func (a *Authority) Decide(d DeviceDecision) error {
	if d.Decline {
		return a.DeclineDevice(d.UserCode)
	}
	return a.ApproveDevice(d.UserCode, d.User)
}

// userCodeLetters has no vowels, so that no code is a word, and nothing that is easily misread.
const userCodeLetters = "BCDFGHJKLMNPQRSTVWXZ23456789"

// newUserCode returns nine letters, as many as Entra's codes have.
func newUserCode() string {
	b := make([]byte, 9)
	_, _ = rand.Read(b) // It never fails.
	for i := range b {
		b[i] = userCodeLetters[int(b[i])%len(userCodeLetters)]
	}
	return string(b)
}

func newDeviceCode() string { return "graphemu-" + rand.Text() + rand.Text() }
