package explain

import (
	"os"
	"runtime"
	"strings"
)

// Command returns a command of this program, for the shell of the platform. It names the file of this process, since a
// CLI keeps providers in a folder of its own.
func Command(arguments ...string) string {
	program, err := os.Executable()
	if err != nil {
		program = "terraform-provider-graph"
	}
	return commandLine(runtime.GOOS, append([]string{program}, arguments...))
}

// commandLine joins the words of a command. PowerShell takes a quoted first word for a text unless & calls it.
func commandLine(system string, words []string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = quote(word, system)
	}
	if system == "windows" && quoted[0] != words[0] {
		quoted[0] = "& " + quoted[0]
	}
	return strings.Join(quoted, " ")
}

// quote returns a word as a shell reads it: PowerShell on Windows, a POSIX shell elsewhere.
func quote(word, system string) string {
	plain := "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-,:"
	double := `'\''`
	if system == "windows" {
		plain += `\`
		plain = strings.Replace(plain, ",", "", 1) // It makes a list in PowerShell.
		double = "''"
	}
	if word != "" && strings.Trim(word, plain) == "" {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", double) + "'"
}
