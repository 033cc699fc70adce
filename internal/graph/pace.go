package graph

import (
	"context"
	"regexp"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits of Graph: https://learn.microsoft.com/graph/throttling-limits.
const (
	teamCalls    = 4 // of one team in a second
	mailboxCalls = 4 // of one mailbox at the same time
)

// pacer keeps calls of one team and of one mailbox apart, since Graph refuses more than a few of them. Others pass.
type pacer struct {
	next step

	mu        sync.Mutex // guards the following
	teams     map[string]*rate.Limiter
	mailboxes map[string]chan struct{} // with one element for each call under way
}

func newPacer(next step) *pacer {
	return &pacer{next: next, teams: make(map[string]*rate.Limiter), mailboxes: make(map[string]chan struct{})}
}

func (p *pacer) do(ctx context.Context, c *call) (*Response, error) {
	if team := teamOf(c.url.Path); team != "" {
		if err := p.wait(ctx, team); err != nil {
			return nil, err
		}
	}
	if mailbox := mailboxOf(c.url.Path); mailbox != "" {
		calls := p.callsOf(mailbox)
		select {
		case calls <- struct{}{}:
			defer func() { <-calls }()
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		}
	}
	return p.next.do(ctx, c)
}

// wait waits for the turn of a call of a team.
func (p *pacer) wait(ctx context.Context, team string) error {
	turn := p.limiterOf(team).Reserve()
	timer := time.NewTimer(turn.Delay())
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		turn.Cancel()
		return context.Cause(ctx)
	}
}

func (p *pacer) limiterOf(team string) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.teams[team] == nil {
		p.teams[team] = rate.NewLimiter(teamCalls, teamCalls)
	}
	return p.teams[team]
}

func (p *pacer) callsOf(mailbox string) chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.mailboxes[mailbox] == nil {
		p.mailboxes[mailbox] = make(chan struct{}, mailboxCalls)
	}
	return p.mailboxes[mailbox]
}

// teamOf returns the team that a path belongs to, or "".
func teamOf(path string) string {
	_, rest, _ := strings.Cut(path, "/teams/")
	team, _, _ := strings.Cut(rest, "/")
	return strings.ToLower(team)
}

// mailboxPath matches the paths of Outlook, up to what is behind the user or group. A photo is in the mailbox too.
var mailboxPath = regexp.MustCompile(`(?i)/(me|(?:users|groups)/[^/]+)/(?:calendar|calendars|calendarView|events|` +
	`mailboxSettings|messages|mailFolders|contacts|contactFolders|photo|photos|sendMail)(?:/|$)`)

// mailboxOf returns the user or group to whose mailbox a path leads, or "".
func mailboxOf(path string) string {
	match := mailboxPath.FindStringSubmatch(path)
	if match == nil {
		return ""
	}
	return strings.ToLower(match[1])
}
