package main

import (
	"fmt"
	"time"
)

func printHead() {
	fmt.Println()
	fmt.Println("| read | latency | requests | plan | following the pages | CLI alone | provider CPU | provider peak | " +
		"CLI CPU | CLI peak |")
	fmt.Println("|---|---|---|---|---|---|---|---|---|---|")
}

func (r row) print() {
	following := "–"
	if r.pages {
		following = seconds(r.following)
	}
	fmt.Printf("| %s | %s | %d | %s | %s | %s | %s | %s | %s | %s |\n", r.name, r.latency, r.plan.requests,
		seconds(r.plan.wall), following, seconds(r.alone.wall), seconds(r.plan.provider.CPU), megabytes(r.plan.provider.Peak),
		seconds(r.plan.cli.CPU), megabytes(r.plan.cli.Peak))
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.2f s", d.Seconds()) }

func megabytes(n int64) string {
	if n == 0 {
		return "–"
	}
	return fmt.Sprintf("%d MiB", n>>20)
}

// printRatios prints what does not depend on the machine.
func printRatios(rows []row) {
	fmt.Println()
	fmt.Println("| read | latency | plan ÷ (pages + CLI) | wall ÷ the other build's | CPU ÷ the other build's | " +
		"peak ÷ the other build's |")
	fmt.Println("|---|---|---|---|---|---|")
	for _, r := range rows {
		least := r.following + r.alone.wall
		if !r.pages {
			least = 0 // There is nothing to compare with.
		}
		fmt.Printf("| %s | %s | %s | %s | %s | %s |\n", r.name, r.latency,
			ratio(int64(r.plan.wall), int64(least)), ratio(int64(r.plan.wall), int64(r.other.wall)),
			ratio(int64(r.plan.provider.CPU), int64(r.other.provider.CPU)), ratio(r.plan.provider.Peak, r.other.provider.Peak))
	}
}

func ratio(a, b int64) string {
	if b == 0 {
		return "–"
	}
	return fmt.Sprintf("%.2f", float64(a)/float64(b))
}
