package columns

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/big"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// precision is the precision of numbers in the CLIs, in bits: some 150 digits.
const precision = 512

// numeric reports whether a value is a number that a CLI can hold. JSON also allows exponents so large that the digits
// would fill the memory.
func numeric(value jsontext.Value) bool {
	const maxLen, maxExponent = 400, 3
	if value.Kind() != '0' || len(value) > maxLen {
		return false
	}
	e := bytes.LastIndexAny(value, "eE")
	return e < 0 || len(bytes.TrimLeft(value[e+1:], "+-0")) <= maxExponent
}

// appendNumber appends a number in the form that Terraform's own encoder chooses: an integer, else a float if it is
// exactly the number, else the digits as a string.
func appendNumber(dst []byte, value jsontext.Value) []byte {
	if i, err := strconv.ParseInt(string(value), 10, 64); err == nil {
		return appendInt(dst, i)
	}
	number, _, err := big.ParseFloat(string(value), 10, precision, big.ToNearestEven)
	if err != nil {
		return appendString(dst, value)
	}
	if i, accuracy := number.Int64(); accuracy == big.Exact {
		return appendInt(dst, i)
	}
	if f, accuracy := number.Float64(); accuracy == big.Exact && !number.IsInt() {
		return binary.BigEndian.AppendUint64(append(dst, 0xcb), math.Float64bits(f))
	}
	return appendString(dst, []byte(number.Text('f', -1)))
}
