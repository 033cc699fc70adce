package auth

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
)

func newCache(fetch fetcher) *cache {
	return &cache{method: "test", fetch: fetch, logger: slog.New(slog.DiscardHandler)}
}

// counted fetches tokens of the given life, named by their number.
type counted struct {
	life  time.Duration
	count int
}

func (c *counted) fetch(context.Context, string) (*oauth2.Token, error) {
	c.count++
	token := &oauth2.Token{AccessToken: fmt.Sprint(c.count)}
	if c.life > 0 {
		token.Expiry = time.Now().Add(c.life)
	}
	return token, nil
}

// A token that cannot be renewed early is used until it expires; then the error is returned.
func TestCache_keepsWhatIsGood(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source, broken, asked := &counted{life: time.Hour}, false, 0
		tokens := newCache(func(ctx context.Context, claims string) (*oauth2.Token, error) {
			asked++
			if broken {
				return nil, io.ErrUnexpectedEOF
			}
			return source.fetch(ctx, claims)
		})
		use := func(want string) {
			t.Helper()
			if token, err := tokens.token(t.Context()); want == "" != (err != nil) || err == nil && token.AccessToken != want {
				t.Errorf("got %v, %v; want %q", token, err, want)
			}
		}
		use("1")
		broken = true
		time.Sleep(56 * time.Minute)
		use("1")
		use("1")
		if asked != 2 {
			t.Errorf("asked %d times", asked)
		}
		time.Sleep(5 * time.Minute)
		use("")
		broken = false
		use("2")
	})
}

// The claims of a challenge are passed to the next fetch, and to no other.
func TestCache_answersChallenge(t *testing.T) {
	t.Parallel()
	source := &counted{}
	var sent []string
	tokens := newCache(func(ctx context.Context, claims string) (*oauth2.Token, error) {
		sent = append(sent, claims)
		return source.fetch(ctx, claims)
	})
	var last *oauth2.Token
	for _, rejections := range [][]string{{""}, {`{"a":1}`}, {"", `{"a":2}`}, {`{"a":3}`, ""}, {""}} {
		token, err := tokens.token(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		// Several requests are refused with one token, and not all of them have the claims.
		for _, claims := range rejections {
			tokens.reject(token, claims)
		}
		if last != nil {
			tokens.reject(last, "of a token before it")
		}
		last = token
	}
	_, _ = tokens.token(t.Context())
	if want := []string{"", "", `{"a":1}`, `{"a":2}`, `{"a":3}`, ""}; !slices.Equal(sent, want) {
		t.Errorf("sent %q", sent)
	}
}

// A challenge that comes while a token is being renewed is answered by another fetch, for which those who rejected the
// token wait.
func TestCache_challengeDuringRenewal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sent []string
		source := &counted{life: time.Hour}
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
		if got := <-renewing; err != nil || got != "2" || challenged.AccessToken != "3" || !slices.Equal(sent, []string{"", "", "claims"}) {
			t.Errorf("renewed to %s, challenged to %v, %v; sent %q", got, challenged, err, sent)
		}
		if token, _ := tokens.token(t.Context()); token.AccessToken != "3" || len(sent) != 3 {
			t.Errorf("then %v, sent %q", token, sent)
		}
	})
}

// A caller that cannot renew a token gets one that lasts, if one can be fetched, and else the one in use.
func TestCache_fresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source, broken := &counted{life: time.Hour}, false
		tokens := newCache(func(ctx context.Context, claims string) (*oauth2.Token, error) {
			if broken {
				return nil, errors.New("the given token has ended")
			}
			return source.fetch(ctx, claims)
		})
		want := func(name string) {
			t.Helper()
			if token, err := tokens.fresh(t.Context(), 30*time.Minute); err != nil || token.AccessToken != name {
				t.Errorf("got %v, %v; want %s", token, err, name)
			}
		}
		want("1")
		time.Sleep(29 * time.Minute)
		want("1")
		time.Sleep(2 * time.Minute)
		want("2")
		broken = true
		time.Sleep(31 * time.Minute)
		want("2")
		if token, err := tokens.token(t.Context()); err != nil || token.AccessToken != "2" {
			t.Errorf("got %v, %v", token, err)
		}
	})
}

// A refusal is the result for a while, a failure of the network is not.
func TestCache_remembersRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		err  error
		want int
	}{
		"az is not signed in": {errors.New("Please run 'az login'"), 1},
		"cut":                 {&url.Error{Err: io.EOF}, 3},
		"no time":             {context.DeadlineExceeded, 3},
		"busy":                {&oauth2.RetrieveError{Response: &http.Response{StatusCode: 503}}, 3},
		"throttled":           {&oauth2.RetrieveError{Response: &http.Response{StatusCode: 429}}, 3},
		"refused":             {&oauth2.RetrieveError{Response: &http.Response{StatusCode: 401}}, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			asked := 0
			tokens := newCache(func(context.Context, string) (*oauth2.Token, error) { asked++; return nil, c.err })
			for range 3 {
				if _, err := tokens.token(t.Context()); !errors.Is(err, c.err) {
					t.Errorf("%s: %v", name, err)
				}
			}
			if asked != c.want {
				t.Errorf("%s: asked %d times", name, asked)
			}
			time.Sleep(refusalTTL)
			if _, err := tokens.token(t.Context()); err == nil || asked != c.want+1 {
				t.Errorf("%s: not asked again", name)
			}
		})
	}
}

func TestWithCapabilities(t *testing.T) {
	t.Parallel()
	for claims, want := range map[string]string{
		"":          `{"access_token":{"xms_cc":{"values":["cp1"]}}}`,
		"null":      `{"access_token":{"xms_cc":{"values":["cp1"]}}}`,
		"{}":        `{"access_token":{"xms_cc":{"values":["cp1"]}}}`,
		"not JSON":  `{"access_token":{"xms_cc":{"values":["cp1"]}}}`,
		`{"x":"y"}`: `{"access_token":{"xms_cc":{"values":["cp1"]}},"x":"y"}`,
		`{"access_token":{"nbf":{"essential":true,"value":"1"}}}`: `{"access_token":{"nbf":{"essential":true,"value":"1"},"xms_cc":{"values":["cp1"]}}}`,
	} {
		if got := withCapabilities(claims); got != want {
			t.Errorf("%s: got %s", claims, got)
		}
	}
}

func TestCache_renews(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		life, wait time.Duration
		want       int
	}{
		{time.Hour, 54 * time.Minute, 1},
		{time.Hour, 56 * time.Minute, 2},
		{time.Minute, 29 * time.Second, 1}, // A life shorter than the margin is not renewed at every use.
		{time.Minute, 31 * time.Second, 2},
		{0, 1000 * time.Hour, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			source := &counted{life: c.life}
			tokens := newCache(source.fetch)
			for range 3 {
				_, _ = tokens.token(t.Context())
			}
			time.Sleep(c.wait)
			if _, err := tokens.token(t.Context()); err != nil || source.count != c.want {
				t.Errorf("life %s: fetched %d times, %v; want %d", c.life, source.count, err, c.want)
			}
		})
	}
}
