package emulate

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/graph-data/terraform-provider-graph/internal/graphemu"
)

// read reads the files that the flags name.
func (s *settings) read() error {
	err := readFile(s.seed, func(b []byte) (err error) {
		s.options.Seed, err = graphemu.ReadCompany(b, func(name string) ([]byte, error) {
			if !filepath.IsAbs(name) {
				name = filepath.Join(filepath.Dir(s.seed), name)
			}
			return os.ReadFile(name)
		})
		return err
	})
	if err != nil {
		return err
	}
	return readFile(s.faults, func(b []byte) (err error) {
		s.script, err = graphemu.ReadFaults(b)
		return err
	})
}

// readFile passes the contents of a file to a function, whose error becomes one about the file.
func readFile(name string, use func([]byte) error) error {
	if name == "" {
		return nil
	}
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if err := use(b); err != nil {
		return fmt.Errorf("%s cannot be used:\n  %s", name, strings.ReplaceAll(err.Error(), "\n", "\n  "))
	}
	return nil
}
