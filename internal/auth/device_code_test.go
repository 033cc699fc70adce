package auth

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// loginAt signs in to an authority that answers the request for a code with a body, and every other with a failure.
func loginAt(ctx context.Context, t *testing.T, body string) error {
	t.Helper()
	authority := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/devicecode") {
			_, _ = w.Write([]byte(body))
			return
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(`{"error":"expired_token"}`))
	}))
	t.Cleanup(authority.Close)
	config := Config{
		Settings: environment(map[Setting]string{ClientID: "c"}), Authority: authority.URL,
		Scope: "https://graph.example/.default", Sessions: newStore(t),
	}
	_, err := Login(ctx, config, nil, func(DeviceCode) {})
	return err
}

// An answer without a code is refused before it is shown.
func TestLogin_noCode(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"device_code":"d","user_code":"","verification_uri":"v"}`,
		`{"device_code":"d","user_code":"u"}`,
		`{"device_code":"d","verification_uri":"v"}`,
	} {
		if err := loginAt(t.Context(), t, body); !errors.Is(err, ErrNoCode) {
			t.Errorf("answer %s: error = %v, want %v", body, err, ErrNoCode)
		}
	}
}

// A negative interval does not stop the program.
func TestLogin_negativeInterval(t *testing.T) {
	t.Parallel()
	err := loginAt(t.Context(), t,
		`{"device_code":"d","user_code":"u","verification_uri":"v","interval":-1,"expires_in":60}`)
	if err == nil || !strings.Contains(err.Error(), "400") {
		t.Errorf("error = %v, want that of the authority", err)
	}
}

// Ctrl-C ends a sign-in at once, also while the authority does not answer.
func TestLogin_interruptedAtOnce(t *testing.T) {
	t.Parallel()
	release := make(chan struct{})
	authority := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-release }))
	defer authority.Close()
	defer close(release)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	start := time.Now()
	_, err := Login(ctx, Config{
		Settings: environment(map[Setting]string{ClientID: "c"}), Authority: authority.URL,
		Scope: "https://graph.example/.default", Sessions: newStore(t),
	}, nil, func(DeviceCode) {})
	if took := time.Since(start); !errors.Is(err, context.Canceled) || took > 5*time.Second {
		t.Errorf("error %v after %s, want %v at once", err, took, context.Canceled)
	}
}
