package auth

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
)

// newCache returns a cache of the tokens that fetch returns.
func newCache(fetch fetcher) *cache {
	return &cache{
		method: "test", fetch: fetch, check: func(*oauth2.Token) error { return nil },
		logger: slog.New(slog.DiscardHandler),
	}
}

// A countingFetcher fetches tokens with the given lifetime and numbers them from 1.
type countingFetcher struct {
	lifetime time.Duration // 0 for tokens that do not expire
	count    int
}

func (f *countingFetcher) fetch(context.Context, string) (*oauth2.Token, error) {
	f.count++
	token := &oauth2.Token{AccessToken: fmt.Sprint(f.count)}
	if f.lifetime > 0 {
		token.Expiry = time.Now().Add(f.lifetime)
	}
	return token, nil
}

// A token that cannot be renewed early is used until it expires. Then the error is returned.
func TestCache_renewalFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source, broken, fetches := &countingFetcher{lifetime: time.Hour}, false, 0
		tokens := newCache(func(ctx context.Context, claims string) (*oauth2.Token, error) {
			fetches++
			if broken {
				return nil, io.ErrUnexpectedEOF
			}
			return source.fetch(ctx, claims)
		})
		check := func(want string) {
			t.Helper()
			token, err := tokens.token(t.Context())
			if err != nil || token.AccessToken != want {
				t.Errorf("token %v, error %v; want token %s", token, err, want)
			}
		}
		check("1")
		broken = true
		time.Sleep(56 * time.Minute)
		check("1")
		synctest.Wait()
		check("1")
		if fetches != 2 {
			t.Errorf("fetches = %d, want 2", fetches)
		}
		time.Sleep(5 * time.Minute)
		if token, err := tokens.token(t.Context()); err == nil {
			t.Errorf("token = %v after it expired, want an error", token)
		}
		broken = false
		check("2")
	})
}

// The claims of a challenge are passed to the next fetch, and to no other.
func TestCache_challenge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source := &countingFetcher{}
		var sent []string
		tokens := newCache(func(ctx context.Context, claims string) (*oauth2.Token, error) {
			sent = append(sent, claims)
			return source.fetch(ctx, claims)
		})
		for _, rejections := range [][]string{
			{""}, {`{"a":{"x":1}}`}, {"", `{"a":{"x":2}}`}, {`{"a":{"x":3}}`, ""}, {`{"a":{"x":4}}`, `{"a":{"y":5}}`}, {""},
		} {
			token, err := tokens.token(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			time.Sleep(young)
			// Several calls may reject one token, not all of them with claims.
			for _, claims := range rejections {
				tokens.reject(token, claims)
			}
		}
		_, _ = tokens.token(t.Context())
		want := []string{
			"", "", `{"a":{"x":1}}`, `{"a":{"x":2}}`, `{"a":{"x":3}}`, `{"a":{"x":4,"y":5}}`, "",
		}
		if !slices.Equal(sent, want) {
			t.Errorf("claims of the fetches = %q, want %q", sent, want)
		}
	})
}

// A challenge to a token that is no longer in use is kept, unless the current token answers it.
func TestCache_lateChallenge(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source := &countingFetcher{}
		var sent []string
		tokens := newCache(func(ctx context.Context, claims string) (*oauth2.Token, error) {
			sent = append(sent, claims)
			return source.fetch(ctx, claims)
		})
		first, _ := tokens.token(t.Context())
		time.Sleep(young)
		tokens.reject(first, "")
		_, _ = tokens.token(t.Context())
		tokens.reject(first, "claims")
		challenged, err := tokens.token(t.Context())
		if err != nil || challenged.AccessToken != "3" {
			t.Errorf("token %v, error %v; want token 3", challenged, err)
		}
		tokens.reject(first, "claims")
		if again, err := tokens.token(t.Context()); err != nil || again != challenged {
			t.Errorf("token %v, error %v; want the one that answers the claims already", again, err)
		}
		if want := []string{"", "", "claims"}; !slices.Equal(sent, want) {
			t.Errorf("claims of the fetches = %q, want %q", sent, want)
		}
	})
}

// The same failure is the same error each time, so that it is told once.
func TestCache_sameFailure(t *testing.T) {
	t.Parallel()
	cause := errors.New("unavailable")
	tokens := newCache(func(context.Context, string) (*oauth2.Token, error) {
		return nil, &url.Error{Op: "Post", Err: cause}
	})
	told := make([]bool, 3)
	for i := range told {
		if i == 2 {
			cause = errors.New("another cause")
		}
		_, err := tokens.token(t.Context())
		failed, ok := errors.AsType[*SignInError](err)
		if !ok {
			t.Fatalf("error = %v, want a SignInError", err)
		}
		told[i] = failed.Told()
	}
	if want := []bool{false, true, false}; !slices.Equal(told, want) {
		t.Errorf("told before = %v, want %v", told, want)
	}
}

// Refusals that no token mends fetch no token after another, and a token that lived longer is replaced once.
func TestCache_refusedForAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source := &countingFetcher{lifetime: time.Hour}
		tokens := newCache(source.fetch)
		for range 2 {
			for range 100 {
				token, err := tokens.token(t.Context())
				if err != nil {
					t.Fatal(err)
				}
				tokens.reject(token, "")
			}
			time.Sleep(10 * time.Minute)
		}
		if source.count != 2 {
			t.Errorf("fetches = %d for 200 refusals, want 2", source.count)
		}
	})
}

// While a token is valid, nobody waits for the next one, however long the sign-in service takes.
func TestCache_renewalHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source, fetches := &countingFetcher{lifetime: time.Hour}, 0
		tokens := newCache(func(ctx context.Context, claims string) (*oauth2.Token, error) {
			if fetches++; fetches > 1 {
				time.Sleep(30 * time.Second)
				return nil, context.DeadlineExceeded
			}
			return source.fetch(ctx, claims)
		})
		start := time.Now()
		for time.Since(start) < 59*time.Minute {
			before := time.Now()
			token, err := tokens.token(t.Context())
			if err != nil || token.AccessToken != "1" || time.Since(before) > 0 {
				t.Fatalf("token %v, error %v after %s; want token 1 at once", token, err, time.Since(before))
			}
			time.Sleep(time.Second)
		}
		if fetches < 3 || fetches > 6 {
			t.Errorf("fetches = %d, want one a minute in the last five", fetches)
		}
		time.Sleep(2 * time.Minute)
		if token, err := tokens.token(t.Context()); err == nil {
			t.Errorf("token = %v after it expired, want an error", token)
		}
	})
}

// A token that has expired by the clock of this machine is used for a while.
func TestCache_clockAhead(t *testing.T) {
	t.Parallel()
	for _, lifetime := range []time.Duration{-time.Hour, -time.Second, time.Second} {
		synctest.Test(t, func(t *testing.T) {
			fetches := 0
			tokens := newCache(func(context.Context, string) (*oauth2.Token, error) {
				fetches++
				return &oauth2.Token{AccessToken: "token", Expiry: time.Now().Add(lifetime)}, nil
			})
			for range 100 {
				if _, err := tokens.token(t.Context()); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Second)
			}
			if fetches > 8 {
				t.Errorf("lifetime %s: fetches = %d in 100 s, want at most 8", lifetime, fetches)
			}
		})
	}
}

// What is no token is never used, whatever issued it.
func TestCache_notToken(t *testing.T) {
	t.Parallel()
	const tenant, other = "b3246f44-b4fb-4627-96c6-25b18fa2c910", "11111111-2222-3333-4444-555555555555"
	tokenOf := func(tenant string) string {
		return "e30." + base64.RawURLEncoding.EncodeToString([]byte(`{"tid":"`+tenant+`"}`)) + ".c2ln"
	}
	for _, c := range []struct {
		token, tenant string
		want          error
	}{
		{"token", tenant, nil},
		{"", "", ErrNotToken},
		{"a b", "", ErrNotToken},
		{"token\n", "", ErrNotToken},
		{"tok\r\nX-Header: x", "", ErrNotToken},
		{"tok\x00en", "", ErrNotToken},
		{"tökén", "", ErrNotToken},
		{tokenOf(tenant), tenant, nil},
		{tokenOf(tenant), strings.ToUpper(tenant), nil},
		{tokenOf(tenant), "contoso.com", nil},
		{tokenOf(tenant), "", nil},
		{tokenOf("x"), tenant, nil},
		{tokenOf(tenant), other, &TenantError{}},
	} {
		config := Config{Settings: Settings{TenantID: {Text: c.tenant}}}
		tokens := newCache(func(context.Context, string) (*oauth2.Token, error) {
			return &oauth2.Token{AccessToken: c.token}, nil
		})
		tokens.check = config.checkToken
		token, err := tokens.token(t.Context())
		_, isTenant := errors.AsType[*TenantError](err)
		_, wantTenant := c.want.(*TenantError) //nolint:errorlint // A literal above.
		switch {
		case (err == nil) != (c.want == nil), (token == nil) != (err != nil):
			t.Errorf("token %q of tenant %q: got %v, error %v; want error %v", c.token, c.tenant, token, err, c.want)
		case isTenant != wantTenant, c.want != nil && !wantTenant && !errors.Is(err, c.want):
			t.Errorf("token %q of tenant %q: error %v, want %v", c.token, c.tenant, err, c.want)
		}
	}
}

// A challenge during a renewal starts another fetch, with its claims. A caller that rejected the token waits for it.
func TestCache_challengeDuringRenewal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sent []string
		source := &countingFetcher{lifetime: time.Hour}
		tokens := newCache(func(ctx context.Context, claims string) (*oauth2.Token, error) {
			sent = append(sent, claims)
			if len(sent) > 1 {
				time.Sleep(time.Second)
			}
			return source.fetch(ctx, claims)
		})
		first, _ := tokens.token(t.Context())
		time.Sleep(56 * time.Minute)
		renewing := make(chan string)
		go func() {
			token, _ := tokens.token(t.Context())
			renewing <- token.AccessToken
		}()
		synctest.Wait()
		tokens.reject(first, "claims")
		challenged, err := tokens.token(t.Context())
		if got := <-renewing; got != "1" {
			t.Errorf("token during the renewal = %s, want 1", got)
		}
		if err != nil || challenged.AccessToken != "3" {
			t.Errorf("token after the challenge %v, error %v; want 3", challenged, err)
		}
		if token, _ := tokens.token(t.Context()); token.AccessToken != "3" {
			t.Errorf("next token = %v, want 3", token)
		}
		if want := []string{"", "", "claims"}; !slices.Equal(sent, want) {
			t.Errorf("claims of the fetches = %q, want %q", sent, want)
		}
	})
}

// The method fresh returns a token that lasts for a while, or the cached one if no other can be fetched.
func TestCache_fresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source, broken := &countingFetcher{lifetime: time.Hour}, false
		tokens := newCache(func(ctx context.Context, claims string) (*oauth2.Token, error) {
			if broken {
				return nil, errors.New("the given token has expired")
			}
			return source.fetch(ctx, claims)
		})
		check := func(want string) {
			t.Helper()
			if token, err := tokens.fresh(t.Context(), 30*time.Minute); err != nil || token.AccessToken != want {
				t.Errorf("token %v, error %v; want token %s", token, err, want)
			}
		}
		check("1")
		time.Sleep(29 * time.Minute)
		check("1")
		time.Sleep(2 * time.Minute)
		check("2")
		broken = true
		time.Sleep(31 * time.Minute)
		check("2")
		if token, err := tokens.token(t.Context()); err != nil || token.AccessToken != "2" {
			t.Errorf("token %v, error %v; want token 2", token, err)
		}
	})
}

// A refusal is remembered for a while. An error of the network is not.
func TestCache_refusal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want int
	}{
		"az is not signed in": {errors.New("Please run 'az login'"), 1},
		"connection closed":   {&url.Error{Err: io.EOF}, 3},
		"deadline":            {context.DeadlineExceeded, 3},
		"unavailable":         {&oauth2.RetrieveError{Response: &http.Response{StatusCode: 503}}, 3},
		"throttled":           {&oauth2.RetrieveError{Response: &http.Response{StatusCode: 429}}, 3},
		"refused":             {&oauth2.RetrieveError{Response: &http.Response{StatusCode: 401}}, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			fetches := 0
			tokens := newCache(func(context.Context, string) (*oauth2.Token, error) { fetches++; return nil, c.err })
			for range 3 {
				if _, err := tokens.token(t.Context()); !errors.Is(err, c.err) {
					t.Errorf("%s: error = %v, want %v", name, err, c.err)
				}
			}
			if fetches != c.want {
				t.Errorf("%s: fetches = %d, want %d", name, fetches, c.want)
			}
			time.Sleep(refusalTTL)
			if _, err := tokens.token(t.Context()); err == nil || fetches != c.want+1 {
				t.Errorf("%s: error %v after %d fetches, want an error after %d", name, err, fetches, c.want+1)
			}
		})
	}
}

func TestWithCapabilities(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ claims, want string }{
		{``, `{"access_token":{"xms_cc":{"values":["cp1"]}}}`},
		{`null`, `{"access_token":{"xms_cc":{"values":["cp1"]}}}`},
		{`{}`, `{"access_token":{"xms_cc":{"values":["cp1"]}}}`},
		{`not JSON`, `{"access_token":{"xms_cc":{"values":["cp1"]}}}`},
		{`{"x":"y"}`, `{"access_token":{"xms_cc":{"values":["cp1"]}},"x":"y"}`},
		{
			`{"access_token":{"nbf":{"essential":true,"value":"1"}}}`,
			`{"access_token":{"nbf":{"essential":true,"value":"1"},"xms_cc":{"values":["cp1"]}}}`,
		},
	} {
		if got := withCapabilities(c.claims); got != c.want {
			t.Errorf("withCapabilities(%s) = %s, want %s", c.claims, got, c.want)
		}
	}
}

func TestCache_renewal(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lifetime, wait time.Duration
		want           int
	}{
		{time.Hour, 54 * time.Minute, 1},
		{time.Hour, 56 * time.Minute, 2},
		{time.Minute, 29 * time.Second, 1}, // A lifetime shorter than the margin does not cause a renewal at every use.
		{time.Minute, 31 * time.Second, 2},
		{0, 1000 * time.Hour, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			source := &countingFetcher{lifetime: c.lifetime}
			tokens := newCache(source.fetch)
			for range 3 {
				_, _ = tokens.token(t.Context())
			}
			time.Sleep(c.wait)
			_, err := tokens.token(t.Context())
			synctest.Wait() // For a renewal in the background.
			if err != nil || source.count != c.want {
				t.Errorf("lifetime %s: %d fetches, error %v; want %d", c.lifetime, source.count, err, c.want)
			}
		})
	}
}
