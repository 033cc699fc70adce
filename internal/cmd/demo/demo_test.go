package main

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIsolated(t *testing.T) {
	t.Parallel()
	environ := []string{
		"PATH=/bin", "ARM_CLIENT_SECRET=s", "AZURE_TENANT_ID=t", "GRAPH_ENDPOINT=https://graph.example.com",
		"TF_CLI_ARGS_apply=-destroy", "tf_log=TRACE", "HTTPS_PROXY=http://proxy.example.com", "TFENV_ROOT=/opt",
		"HOME=/home/adele",
	}
	before := slices.Clone(environ)
	want := []string{"PATH=/bin", "HTTPS_PROXY=http://proxy.example.com", "TFENV_ROOT=/opt", "HOME=/home/adele"}
	if diff := cmp.Diff(want, isolated(environ)); diff != "" {
		t.Errorf("environment (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(before, environ); diff != "" {
		t.Errorf("argument after the call (-want +got):\n%s", diff)
	}
}

func TestServe(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	url, err := serve(ctx, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, "here")
	}))
	if err != nil {
		t.Fatal(err)
	}
	if body, err := get(t, url); err != nil || body != "here" {
		t.Fatalf("body %q, error %v; want here", body, err)
	}
	cancel()
	for err == nil { // The port is closed in the background.
		_, err = get(t, url)
	}
}

// get returns the body of the page at url.
func get(t *testing.T, url string) (string, error) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return string(body), err
}

func TestPlan_nothing(t *testing.T) {
	t.Parallel()
	err := plan(t.Context(), &demo{work: t.TempDir()}, t.TempDir())
	if err == nil || !strings.Contains(err.Error(), "make plan DIR=") {
		t.Errorf("error = %v, want one that says how to name the folder", err)
	}
}
