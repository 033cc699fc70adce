package graphemu

import (
	"net/http"
	"testing"
	"time"
)

func TestHosts(t *testing.T) {
	t.Parallel()
	srv := NewTLSServer(t, Options{Hosts: []string{"graph.microsoft.us", "*.microsoftonline.us"}})
	client := srv.Client()
	for name, want := range map[string]bool{
		"": true, "graph.microsoft.us": true, "login.microsoftonline.us": true, "graph.microsoft.com": false,
	} {
		transport, _ := client.Transport.(*http.Transport)
		one := transport.Clone()
		one.TLSClientConfig.ServerName = name
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, srv.URL+"/v1.0/me", nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := (&http.Client{Transport: one, Timeout: time.Minute}).Do(req)
		if (err == nil) != want {
			t.Errorf("%q: got %v, want it accepted: %t", name, err, want)
		}
		if err == nil {
			_ = resp.Body.Close()
		}
		one.CloseIdleConnections()
	}
}
