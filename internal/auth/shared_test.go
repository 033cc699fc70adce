package auth

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
)

// counted gives tokens that live as long as stated, each with another name.
type counted struct {
	life  time.Duration
	count int
}

func (c *counted) Token() (*oauth2.Token, error) {
	c.count++
	token := &oauth2.Token{AccessToken: fmt.Sprint(c.count)}
	if c.life > 0 {
		token.Expiry = time.Now().Add(c.life)
	}
	return token, nil
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
			shared := &sharedSource{source: source}
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
