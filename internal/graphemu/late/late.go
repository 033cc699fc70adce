// Package late makes values when they are first needed. The provider links the emulator for its command emulate, and
// must start as fast as without it: no package of the emulator may do anything when a program starts.
package late

import "sync"

// A Value is made by Make when it is first needed. Unlike the function that [sync.OnceValue] returns, it needs nothing
// to be run when the program starts.
type Value[T any] struct {
	Make func() T

	once  sync.Once
	value T
}

// Get returns the value.
func (v *Value[T]) Get() T {
	v.once.Do(func() { v.value = v.Make() })
	return v.value
}
