package auth

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"
)

// An az that does not end is an error of its own: nothing is wrong with the sign-in.
//
//nolint:paralleltest // It changes the environment.
func TestAskCLI_slow(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the stand-in for az is a shell script")
	}
	dir := t.TempDir()
	script := []byte("#!/bin/sh\nexec sleep 60\n")
	if err := os.WriteFile(filepath.Join(dir, "az"), script, 0o700); err != nil { //nolint:gosec // It has to run.
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	credential, err := azidentity.NewAzureCLICredential(nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, err = askCLI(ctx, credential, policy.TokenRequestOptions{Scopes: []string{"https://graph.example/.default"}})
	if !errors.Is(err, ErrSlowCLI) {
		t.Errorf("error = %v, want %v", err, ErrSlowCLI)
	}
	if cliTimeout < time.Minute {
		t.Errorf("az has %s, want a minute", cliTimeout)
	}
}
