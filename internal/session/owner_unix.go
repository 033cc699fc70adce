//go:build unix

package session

import (
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// checkFolder returns an [*Error] if somebody else can put sessions into the folder.
func (s Store) checkFolder() error {
	if s.dir == "" {
		return nil
	}
	info, err := os.Stat(s.dir)
	if err == nil { // Otherwise reading it fails with the better error.
		err = checkOwner(info, 0o022)
		if err != nil {
			return &Error{s.dir, err}
		}
	}
	return nil
}

// checkFile returns an error if somebody else owns the file of a session, or can read or write it.
func checkFile(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return cause(err)
	}
	return checkOwner(info, 0o077)
}

// checkOwner returns an error for what does not belong to this user or to root, or has one of the modes, as ssh does
// for its keys. What belongs to root may be readable: containers mount files so.
func checkOwner(info fs.FileInfo, modes fs.FileMode) error {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	user := os.Geteuid()
	if int(stat.Uid) != user {
		if stat.Uid != 0 {
			return &UnsafeError{
				Problem: fmt.Sprintf("it belongs to another user, with the number %d", stat.Uid), Command: "chown $(id -u)",
			}
		}
		modes &= 0o022
	}
	if info.Mode().Perm()&modes != 0 {
		return &UnsafeError{
			Problem: fmt.Sprintf("other users may read or write it (mode %04o)", info.Mode().Perm()), Command: "chmod go-rwx",
		}
	}
	return nil
}
