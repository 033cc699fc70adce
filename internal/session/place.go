package session

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A Place is room on the disk for the next content of a session. It is taken before a refresh token is spent, because
// an authority may take each one only once: what comes back must not be lost to a full disk.
type Place struct {
	file *os.File
	path string // of the session
}

// room is more than the content of any session takes: an access token lists the groups of a person.
const room = 64 << 10

// Reserve takes room for a session; the caller holds its lock. The error is an [*Error].
func (s Store) Reserve(session Session) (*Place, error) {
	path := s.Path(session)
	if err := s.removeLeft(session); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(s.dir, leftPrefix(path)+"*") // Only its owner may read it.
	if err != nil {
		return nil, &Error{s.dir, cause(err)}
	}
	p := &Place{file: file, path: path}
	_, err = file.Write(make([]byte, room))
	if err = errors.Join(err, file.Sync()); err != nil {
		p.Release()
		return nil, &Error{path, cause(err)}
	}
	return p, nil
}

// Keep writes a session in the place. The file of the session is replaced in one step, so that no reader sees part of
// it. The error is an [*Error].
func (p *Place) Keep(session Session) error {
	content, err := json.MarshalIndent(session, "", "  ")
	if err != nil {
		return err
	}
	content = append(content, '\n')
	_, err = p.file.WriteAt(content, 0)
	err = errors.Join(err, p.file.Truncate(int64(len(content))), p.file.Sync(), p.file.Close())
	for attempt := 0; err == nil; attempt++ {
		// Windows does not replace a file that somebody reads, such as a virus scanner.
		if err = os.Rename(p.file.Name(), p.path); err == nil || attempt == 100 {
			break
		}
		time.Sleep(20 * time.Millisecond) //nolint:forbidigo // There is nothing to wait for.
		err = nil
	}
	if err != nil {
		p.Release()
		return &Error{p.path, cause(err)}
	}
	return nil
}

// Release returns the room.
func (p *Place) Release() {
	_ = p.file.Close()
	_ = os.Remove(p.file.Name())
}

// leftPrefix returns the beginning of the names of the files that become the file of a session.
func leftPrefix(path string) string {
	return "." + strings.TrimSuffix(filepath.Base(path), suffix) + ".new-"
}

// removeLeft deletes what runs that were killed have left of a session. The caller holds its lock.
func (s Store) removeLeft(session Session) error {
	prefix := leftPrefix(s.Path(session))
	names, err := s.files(func(name string) bool { return strings.HasPrefix(name, prefix) })
	for _, name := range names {
		if failed := os.Remove(name); failed != nil && !isNowhere(failed) {
			err = errors.Join(err, &Error{name, cause(failed)})
		}
	}
	return err
}

// Save writes a session; the caller holds its lock. The error is an [*Error].
func (s Store) Save(session Session) error {
	place, err := s.Reserve(session)
	if err != nil {
		return err
	}
	return place.Keep(session)
}
