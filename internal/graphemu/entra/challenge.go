package entra

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu/odata"
)

// claimsRequest is the parameter claims of a token request: what the client declares that it can do, and what a
// challenge asked it for.
type claimsRequest struct {
	AccessToken map[string]*askedClaim `json:"access_token"`
}

// askedClaim is null for a claim that is asked for without more.
type askedClaim struct {
	Value  json.RawMessage `json:"value"`
	Values []string        `json:"values"`
}

// readClaims reads the parameter claims, which need not be there. Entra's message for a broken one is not recorded
// anywhere; number and words are ours.
func (f *tokenForm) readClaims() *odata.Response {
	if text := f.Get("claims"); text != "" && json.Unmarshal([]byte(text), &f.claims) != nil {
		return tokenError(f.request, http.StatusBadRequest, 9000410, "invalid_request",
			"Malformed JSON. The parameter 'claims' is not a claims request.")
	}
	return nil
}

// challengeCapable is the capability of a client that answers claims challenges.
const challengeCapable = "cp1"

func (c claimsRequest) capable() bool {
	asked := c.AccessToken["xms_cc"]
	return asked != nil && slices.Contains(asked.Values, challengeCapable)
}

// notBefore is the time that a challenge gave, or empty.
func (c claimsRequest) notBefore() string {
	if asked := c.AccessToken["nbf"]; asked != nil {
		return strings.Trim(string(asked.Value), `"`)
	}
	return ""
}

// challengeStore counts the challenges. A token carries the number of the one that it answers, since times of whole
// seconds cannot tell a token from the challenge before it.
type challengeStore struct {
	mu     sync.Mutex // Guards all below.
	times  []int64    // The nbf of each challenge; all are different.
	needed int        // What a token must answer at least; 0 when nothing is demanded.
}

func (cs *challengeStore) begin(now time.Time) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	unix := now.Unix()
	if n := len(cs.times); n > 0 {
		unix = max(unix, cs.times[n-1]+1)
	}
	cs.times = append(cs.times, unix)
	cs.needed = len(cs.times)
}

// reset demands nothing any more. The numbers go on, so that no later challenge is answered by an old token.
func (cs *challengeStore) reset() {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	cs.needed = 0
}

// settle records in the token what its request declared and answered.
func (cs *challengeStore) settle(c *claims, asked claimsRequest) {
	if !asked.capable() {
		return
	}
	c.Capabilities = []string{challengeCapable}
	unix, err := strconv.ParseInt(asked.notBefore(), 10, 64)
	if err != nil {
		return
	}
	cs.mu.Lock()
	defer cs.mu.Unlock()
	c.Answered = slices.Index(cs.times, unix) + 1
}

// check returns the claims that the token lacks, if it can be asked for them.
func (cs *challengeStore) check(c *claims) (claims string, challenged bool) {
	cs.mu.Lock()
	defer cs.mu.Unlock()
	if !slices.Contains(c.Capabilities, challengeCapable) || c.Answered >= cs.needed {
		return "", false
	}
	return fmt.Sprintf(`{"access_token":{"nbf":{"essential":true,"value":"%d"},"xms_caeerror":{"value":"10012"}}}`,
		cs.times[cs.needed-1]), true
}

// Challenge revokes what was signed in before, as an administrator or a new password does: Graph answers 401 with a
// claims challenge to every token that declares the capability cp1 and was not asked for with the claims of this
// challenge. Tokens without the capability live on until they expire.
func (a *Authority) Challenge() { a.challenges.begin(a.now()) }

func (a *Authority) checkChallenge(c *claims) error {
	claims, challenged := a.challenges.check(c)
	if !challenged {
		return nil
	}
	p := odata.Unauthenticated("Continuous access evaluation resulted in challenge with result: InteractionRequired " +
		"and code: TokenIssuedBeforeRevocationTimestamp")
	p.Challenge = `, error="insufficient_claims", claims="` + base64.StdEncoding.EncodeToString([]byte(claims)) + `"`
	return p
}
