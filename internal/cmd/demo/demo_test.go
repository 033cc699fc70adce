package main

import (
	"context"
	"io"
	"net/http"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestIsolated(t *testing.T) {
	t.Parallel()
	environ := []string{
		"PATH=/bin", "ARM_CLIENT_SECRET=s", "AZURE_TENANT_ID=t", "GRAPH_ENDPOINT=https://graph.example.com",
		"TF_CLI_ARGS_apply=-destroy", "tf_log=TRACE", "HTTPS_PROXY=http://proxy.example.com", "TFENV_ROOT=/opt", "HOME=/home/adele",
	}
	before := slices.Clone(environ)
	want := []string{"PATH=/bin", "HTTPS_PROXY=http://proxy.example.com", "TFENV_ROOT=/opt", "HOME=/home/adele"}
	if diff := cmp.Diff(want, isolated(environ)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, environ); diff != "" {
		t.Errorf("the argument was changed: %s", diff)
	}
}

func TestServeUntilCancelled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	url, err := serve(ctx, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "here") }))
	if err != nil {
		t.Fatal(err)
	}
	if body, err := get(t, url); err != nil || body != "here" {
		t.Fatalf("got %q, %v", body, err)
	}
	cancel()
	for err == nil { // until the port is closed, which happens in the background
		_, err = get(t, url)
	}
}

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
