package graphemu

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
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
	polls    int
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

// answerDeviceCode answers POST /{tenant}/oauth2/v2.0/devicecode.
func (s *Server) answerDeviceCode(r *http.Request) *response {
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
	d := &device{userCode: newUserCode(), code: newDeviceCode(), asked: asked, expires: s.now().Add(deviceLifetime)}
	s.devices.mu.Lock()
	defer s.devices.mu.Unlock()
	s.devices.list = append(s.devices.list, d)
	page := origin(r) + devicePage
	return jsonResponse(http.StatusOK, map[string]any{
		"user_code": d.userCode, "device_code": d.code, "verification_uri": page,
		"expires_in": int(deviceLifetime / time.Second), "interval": max(int(s.options.DeviceInterval/time.Second), 1),
		"message": "To sign in, use a web browser to open the page " + page + " and enter the code " +
			"" + d.userCode + " to authenticate.",
	})
}

// grantDevice answers a device that asks whether its code was entered. Entra's codes are documented; which number goes
// with a code that was declined, is unknown or was used up is ours, of those that mean the like.
func (s *Server) grantDevice(form tokenForm) *response {
	refuse := func(number int, code, message string) *response {
		return tokenError(form.request, http.StatusBadRequest, number, code, message)
	}
	s.devices.mu.Lock()
	defer s.devices.mu.Unlock()
	d := s.devices.find(func(d *device) bool { return d.code == form.Get("device_code") })
	if d == nil {
		return refuse(70018, "bad_verification_code", "The provided value for the input parameter 'device_code' is not "+
			"valid.")
	}
	now := s.now()
	pending := d.pending(now)
	if d.polls++; pending && s.autoPerson != nil {
		d.person = s.autoPerson // From the next question on.
	}
	switch {
	case d.declined:
		return refuse(65004, "authorization_declined", "User declined to consent to access the app.")
	case d.spent:
		return form.invalidGrant(54005, "OAuth2 Authorization code was already redeemed, please retry with a new valid code "+
			"or use an existing refresh token.")
	case !now.Before(d.expires):
		return refuse(70020, "expired_token",
			"The provided value for the input parameter 'device_code' is not valid. This device code has expired.")
	case d.polls <= s.options.SlowDown:
		// Entra never says so; the number is that of a code that waits, the words are ours.
		return refuse(70016, "slow_down", "OAuth 2.0 device flow error. Polling is too fast.")
	case pending:
		return refuse(70016, "authorization_pending",
			"OAuth 2.0 device flow error. Authorization is pending. Continue polling.")
	}
	granted, refusal := d.asked.within(form, s.options.ConsentedScopes)
	if refusal != nil {
		return refusal
	}
	d.spent = true
	refresh := ""
	if slices.Contains(d.asked.reserved, "offline_access") {
		refresh = s.newRefreshToken(*d.person, granted)
	}
	return s.personResponse(form, *d.person, d.asked, granted, refresh)
}

// ApproveDevice enters the code of a device as a person, named by id or user principal name; the empty name is
// [PersonUPN]. It fails when no device waits with the code, and when there is no such user.
func (s *Server) ApproveDevice(userCode, user string) error {
	p, err := s.findPerson(user)
	if err != nil {
		return err
	}
	return s.decideDevice(userCode, func(d *device) { d.person = &p })
}

// DeclineDevice enters the code of a device and refuses to sign in.
func (s *Server) DeclineDevice(userCode string) error {
	return s.decideDevice(userCode, func(d *device) { d.declined = true })
}

func (s *Server) decideDevice(userCode string, decide func(*device)) error {
	userCode = strings.TrimSpace(userCode)
	s.devices.mu.Lock()
	defer s.devices.mu.Unlock()
	d := s.devices.find(func(d *device) bool { return strings.EqualFold(d.userCode, userCode) })
	if d == nil || !d.pending(s.now()) {
		return fmt.Errorf("graphemu: no device waits with the code %q", userCode)
	}
	decide(d)
	return nil
}

// PendingDevices returns the codes of the devices that wait for a person, in the order in which they came.
func (s *Server) PendingDevices() []string {
	s.devices.mu.Lock()
	defer s.devices.mu.Unlock()
	codes := []string{}
	for _, d := range s.devices.list {
		if d.pending(s.now()) {
			codes = append(codes, d.userCode)
		}
	}
	return codes
}
