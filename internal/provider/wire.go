package provider

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/vmihailenco/msgpack/v5"
	"github.com/vmihailenco/msgpack/v5/msgpcode"
)

// An object is an encoded object, taken apart into its attributes. These are in the order of the wire.
type object []attribute

// An attribute is an attribute of an encoded object.
type attribute struct {
	name       string
	key, value []byte // the name and the value in wire form
}

func (a attribute) isNull() bool { return len(a.value) == 1 && a.value[0] == msgpcode.Nil }

// errNoConfig reports a configuration that is missing, or in the JSON form of the protocol, which no CLI sends.
var errNoConfig = errors.New("the CLI sent no configuration in MessagePack")

// parseConfig takes a configuration apart. The attributes share its memory.
func parseConfig(config *tfprotov6.DynamicValue) (object, error) {
	if config == nil || len(config.MsgPack) == 0 {
		return nil, errNoConfig
	}
	return parseObject(config.MsgPack)
}

// parseObject takes an encoded object apart. The attributes share its memory.
func parseObject(wire []byte) (object, error) {
	reader := bytes.NewReader(wire)
	decoder := msgpack.NewDecoder(reader)
	count, err := decoder.DecodeMapLen()
	if err != nil {
		return nil, fmt.Errorf("decode an object: %w", err)
	}
	o := make(object, max(count, 0))
	for i := range o {
		a, start := &o[i], len(wire)-reader.Len()
		if a.name, err = decoder.DecodeString(); err != nil {
			return nil, fmt.Errorf("decode the name of an attribute: %w", err)
		}
		middle := len(wire) - reader.Len()
		if err := decoder.Skip(); err != nil {
			return nil, fmt.Errorf("decode the attribute %s: %w", a.name, err)
		}
		a.key, a.value = wire[start:middle], wire[middle:len(wire)-reader.Len()]
	}
	return o, nil
}

// maxHead is the most that the length of an object takes in wire form, in bytes.
const maxHead = 3

// size returns the size of the wire form at most, in bytes.
func (o object) size() int {
	size := maxHead
	for _, a := range o {
		size += len(a.key) + len(a.value)
	}
	return size
}

// appendHead appends the number of attributes, with which the wire form begins.
func (o object) appendHead(dst []byte) []byte {
	if n := len(o); n < 16 {
		return append(dst, msgpcode.FixedMapLow|byte(n))
	}
	return binary.BigEndian.AppendUint16(append(dst, msgpcode.Map16), uint16(min(len(o), math.MaxUint16)))
}

// wire returns the wire form.
func (o object) wire() []byte {
	wire := o.appendHead(make([]byte, 0, o.size()))
	for _, a := range o {
		wire = append(append(wire, a.key...), a.value...)
	}
	return wire
}
