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

func newShared(t *testing.T, fetch fetcher) *sharedSource {
	t.Helper()
	return &sharedSource{ctx: t.Context(), method: "test", fetch: fetch, logger: slog.New(slog.DiscardHandler)}
}

// counted gives tokens that live as long as stated, each with another name.
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

// What cannot be renewed before its time is used to its end, and then the error is told.
func TestSharedSource_keepsWhatIsGood(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source, broken, asked := &counted{life: time.Hour}, false, 0
		shared := newShared(t, func(ctx context.Context, claims string) (*oauth2.Token, error) {
			asked++
			if broken {
				return nil, io.ErrUnexpectedEOF
			}
			return source.fetch(ctx, claims)
		})
		use := func(want string) {
			t.Helper()
			if token, err := shared.Token(); want == "" != (err != nil) || err == nil && token.AccessToken != want {
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

// The claims of a challenge go with the next fetch, and with no other.
func TestSharedSource_answersChallenge(t *testing.T) {
	t.Parallel()
	source := &counted{}
	var sent []string
	shared := newShared(t, func(ctx context.Context, claims string) (*oauth2.Token, error) {
		sent = append(sent, claims)
		return source.fetch(ctx, claims)
	})
	var last *oauth2.Token
	for _, drops := range [][]string{{""}, {`{"a":1}`}, {"", `{"a":2}`}, {`{"a":3}`, ""}, {""}} {
		token, err := shared.Token()
		if err != nil {
			t.Fatal(err)
		}
		// Several requests are refused with the one token, and not all of them are told why.
		for _, claims := range drops {
			shared.drop(token, claims)
		}
		if last != nil {
			shared.drop(last, "of a token before it")
		}
		last = token
	}
	_, _ = shared.Token()
	if want := []string{"", "", `{"a":1}`, `{"a":2}`, `{"a":3}`, ""}; !slices.Equal(sent, want) {
		t.Errorf("sent %q", sent)
	}
}

// A challenge that comes while a token is being renewed is answered by another fetch, for which its readers wait.
func TestSharedSource_challengeDuringRenewal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var sent []string
		source := &counted{life: time.Hour}
		shared := newShared(t, func(ctx context.Context, claims string) (*oauth2.Token, error) {
			sent = append(sent, claims)
			if len(sent) > 1 {
				time.Sleep(time.Second)
			}
			return source.fetch(ctx, claims)
		})
		first, _ := shared.Token()
		time.Sleep(56 * time.Minute)
		renewing := make(chan string)
		go func() {
			token, _ := shared.Token()
			renewing <- token.AccessToken
		}()
		synctest.Wait()
		shared.drop(first, "claims")
		challenged, err := shared.Token()
		if got := <-renewing; err != nil || got != "2" || challenged.AccessToken != "3" || !slices.Equal(sent, []string{"", "", "claims"}) {
			t.Errorf("renewed to %s, challenged to %v, %v; sent %q", got, challenged, err, sent)
		}
		if token, _ := shared.Token(); token.AccessToken != "3" || len(sent) != 3 {
			t.Errorf("then %v, sent %q", token, sent)
		}
	})
}

// Whoever cannot renew a token gets one that lasts, if there is one to be had, and else the one in use.
func TestSharedSource_fresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		source, broken := &counted{life: time.Hour}, false
		shared := newShared(t, func(ctx context.Context, claims string) (*oauth2.Token, error) {
			if broken {
				return nil, errors.New("the given token has ended")
			}
			return source.fetch(ctx, claims)
		})
		want := func(name string) {
			t.Helper()
			if token, err := shared.fresh(30 * time.Minute); err != nil || token.AccessToken != name {
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
		if token, err := shared.Token(); err != nil || token.AccessToken != "2" {
			t.Errorf("got %v, %v", token, err)
		}
	})
}

// A refusal is the answer for a while, a network that fails is not.
func TestSharedSource_remembersRefusals(t *testing.T) {
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
			shared := newShared(t, func(context.Context, string) (*oauth2.Token, error) { asked++; return nil, c.err })
			for range 3 {
				if _, err := shared.Token(); !errors.Is(err, c.err) {
					t.Errorf("%s: %v", name, err)
				}
			}
			if asked != c.want {
				t.Errorf("%s: asked %d times", name, asked)
			}
			time.Sleep(sulk)
			if _, err := shared.Token(); err == nil || asked != c.want+1 {
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

func TestSharedSource_renews(t *testing.T) {
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
			shared := newShared(t, source.fetch)
			for range 3 {
				_, _ = shared.Token()
			}
			time.Sleep(c.wait)
			if _, err := shared.Token(); err != nil || source.count != c.want {
				t.Errorf("life %s: fetched %d times, %v; want %d", c.life, source.count, err, c.want)
			}
		})
	}
}
