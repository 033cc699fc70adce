package columns

import (
	"cmp"
	"fmt"
)

// MaxSize is the size of the largest list in wire form, in bytes. The plugin library sends at most 256 MiB in one
// answer, which holds the arguments too. It would notice only after all of it has been encoded.
const MaxSize = 254 << 20

// A SizeError reports a list that does not fit into an answer.
type SizeError struct {
	Rows int // that fit
}

func (e *SizeError) Error() string {
	return fmt.Sprintf("the list is too large: %d objects fit into %d MiB", e.Rows, MaxSize>>20)
}

const (
	firstChunk = 4 << 10
	largeChunk = 1 << 20
)

// chunks keeps encoded rows in memory that never moves. A single slice would be copied each time that it grows, and
// take more than twice its size meanwhile.
type chunks struct {
	all   [][]byte
	rows  int
	size  int // of the rows in wire form, in bytes
	limit int // of size; 0 stands for MaxSize
}

// keep returns a copy of a row. extra is what the row takes in wire form beyond its length. An error is a [*SizeError].
func (c *chunks) keep(row []byte, extra int) ([]byte, error) {
	if c.size+len(row)+extra > cmp.Or(c.limit, MaxSize) {
		return nil, &SizeError{Rows: c.rows}
	}
	if last := len(c.all) - 1; last < 0 || cap(c.all[last])-len(c.all[last]) < len(row) {
		size := firstChunk
		if last >= 0 {
			size = min(2*cap(c.all[last]), largeChunk)
		}
		c.all = append(c.all, make([]byte, 0, max(size, len(row))))
	}
	open := &c.all[len(c.all)-1]
	start := len(*open)
	*open = append(*open, row...)
	c.rows, c.size = c.rows+1, c.size+len(row)+extra
	return (*open)[start:len(*open):len(*open)], nil
}

// appendTo appends all rows in the order in which they came.
func (c *chunks) appendTo(dst []byte) []byte {
	for _, chunk := range c.all {
		dst = append(dst, chunk...)
	}
	return dst
}
