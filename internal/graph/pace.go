package graph

import (
	"context"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// teamCalls is the number of calls of one team that Graph allows in a second:
// https://learn.microsoft.com/graph/throttling-limits.
const teamCalls = 4

// pacer keeps calls of one team apart, since Graph refuses more than a few in a second. Other calls pass.
type pacer struct {
	next step

	mu    sync.Mutex // guards teams
	teams map[string]*rate.Limiter
}

func (p *pacer) do(ctx context.Context, c *call) (*Response, error) {
	if team := teamOf(c.url.Path); team != "" {
		if err := p.wait(ctx, team); err != nil {
			return nil, err
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
	if p.teams == nil {
		p.teams = map[string]*rate.Limiter{}
	}
	if p.teams[team] == nil {
		p.teams[team] = rate.NewLimiter(teamCalls, teamCalls)
	}
	return p.teams[team]
}

// teamOf returns the team that a path belongs to, or "".
func teamOf(path string) string {
	_, rest, _ := strings.Cut(path, "/teams/")
	team, _, _ := strings.Cut(rest, "/")
	return strings.ToLower(team)
}
