//go:build !unix

package auth

import "testing"

// fillDisk is for systems that can limit the size of files.
func fillDisk(t *testing.T) { t.Helper() }
