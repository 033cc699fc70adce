package auth

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// decoded returns a JSON text with all digits of its numbers, or nil if it is none.
func decoded(text string) any {
	decoder := json.NewDecoder(bytes.NewBufferString(text))
	decoder.UseNumber()
	var value any
	if !json.Valid([]byte(text)) || decoder.Decode(&value) != nil {
		return nil
	}
	return value
}

// asked returns the claims of each token that a challenge asks for, or nil if it is no challenge.
func asked(text string) map[string]map[string]any {
	challenge, ok := decoded(text).(map[string]any)
	if !ok {
		return nil
	}
	all := map[string]map[string]any{}
	for token, value := range challenge {
		claims, ok := value.(map[string]any)
		if !ok && value != nil {
			return nil
		}
		if len(claims) > 0 {
			all[token] = claims
		}
	}
	return all
}

// FuzzChallenges checks that the answer to two challenges has what each asks for, digit for digit, and that a request
// for a token declares its capabilities whatever is asked.
func FuzzChallenges(f *testing.F) {
	for _, seed := range []string{
		`{"access_token":{"nbf":{"essential":true,"value":"1652813508"}}}`,
		`{"access_token":{"acrs":{"value":12345678901234567890}}}`, `{"id_token":{"a":null},"access_token":null}`,
		`{"access_token":[]}`, `null`, `[]`, ``, `{"access_token":{"a":"<\u2028>"}}`,
	} {
		f.Add(seed, `{"access_token":{"nbf":{"value":"2"},"b":1e2}}`)
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		declared, ok := decoded(withCapabilities(a)).(map[string]any)
		access, isObject := declared["access_token"].(map[string]any)
		cp1 := map[string]any{"values": []any{"cp1"}}
		if diff := cmp.Diff(cp1, access["xms_cc"]); !ok || !isObject || diff != "" {
			t.Fatalf("withCapabilities(%q) = %q, want cp1", a, withCapabilities(a))
		}
		first, second := asked(a), asked(b)
		if first == nil || second == nil {
			return
		}
		want := maps.Clone(first)
		for token, claims := range second {
			want[token] = maps.Clone(want[token])
			if want[token] == nil {
				want[token] = map[string]any{}
			}
			maps.Copy(want[token], claims)
		}
		merged := mergeClaims(a, b)
		if diff := cmp.Diff(want, asked(merged)); diff != "" {
			t.Fatalf("mergeClaims(%q, %q) = %q (-want +got):\n%s", a, b, merged, diff)
		}
		if want["access_token"] == nil {
			want["access_token"] = map[string]any{}
		}
		want["access_token"]["xms_cc"] = cp1
		if diff := cmp.Diff(want, asked(withCapabilities(merged))); diff != "" {
			t.Fatalf("withCapabilities(%q) = %q (-want +got):\n%s", merged, withCapabilities(merged), diff)
		}
	})
}

// FuzzReadClaims checks that the claims of a token are those of its document, and that the expiry is a time that can be
// written.
func FuzzReadClaims(f *testing.F) {
	for _, seed := range []string{
		`{"tid":"t","oid":"o","azp":"c","upn":"u","exp":1652813508,"scp":"a b"}`, `{"roles":["a"],"appid":"c","exp":1.5}`,
		`{"exp":1e300}`, `{"exp":253402300800}`, `{"tid":5}`, `null`, `[]`, `{"scp":" "}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, document string) {
		ReadClaims(document)
		got := ReadClaims("e30." + base64.RawURLEncoding.EncodeToString([]byte(document)) + ".")
		if _, err := got.Expiry.MarshalJSON(); err != nil {
			t.Fatalf("expiry of %s: error %v, want a time", document, err)
		}
		all, _ := decoded(document).(map[string]any)
		if tenant, ok := all["tid"].(string); got.TenantID != "" && (!ok || tenant != got.TenantID) {
			t.Fatalf("tenant of %s = %q, want %q", document, got.TenantID, tenant)
		}
		if len(got.Scopes) > 0 && all["scp"] == nil {
			t.Fatalf("scopes of %s = %q, want none", document, got.Scopes)
		}
	})
}
