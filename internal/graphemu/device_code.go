package graphemu

import "crypto/rand"

// userCodeLetters has no vowels, so that no code is a word, and nothing that is easily misread.
const userCodeLetters = "BCDFGHJKLMNPQRSTVWXZ23456789"

// newUserCode returns nine letters, as many as Entra's codes have.
func newUserCode() string {
	b := make([]byte, 9)
	_, _ = rand.Read(b) // It never fails.
	for i := range b {
		b[i] = userCodeLetters[int(b[i])%len(userCodeLetters)]
	}
	return string(b)
}

func newDeviceCode() string { return "graphemu-" + rand.Text() + rand.Text() }
