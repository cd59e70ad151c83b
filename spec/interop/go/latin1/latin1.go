// Package latin1 carries bytes through JSON: one character is one byte, 0 to 255.
// It is the form in which mdctx holds metadata values, and it keeps what UTF-8 would not.
package latin1

import (
	"encoding/json"
	"fmt"

	"google.golang.org/grpc/metadata"
)

// String is a string of bytes that is written to JSON with one character for each byte.
type String string

// MarshalJSON writes each byte as the character of the same number.
func (s String) MarshalJSON() ([]byte, error) {
	runes := make([]rune, len(s))
	for i := 0; i < len(s); i++ {
		runes[i] = rune(s[i])
	}
	return json.Marshal(string(runes))
}

// UnmarshalJSON reads each character as the byte of the same number.
func (s *String) UnmarshalJSON(data []byte) error {
	var text string
	if err := json.Unmarshal(data, &text); err != nil {
		return err
	}
	bytes := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 0xff {
			return fmt.Errorf("latin1: a character must be at most U+00FF: got %U", r)
		}
		bytes = append(bytes, byte(r))
	}
	*s = String(bytes)
	return nil
}

// Strings gives the bytes of each s.
func Strings(s []String) []string {
	if s == nil {
		return nil
	}
	out := make([]string, len(s))
	for i, v := range s {
		out[i] = string(v)
	}
	return out
}

// List is the opposite of Strings, and keeps nil.
func List(s []string) []String {
	if s == nil {
		return nil
	}
	out := make([]String, len(s))
	for i, v := range s {
		out[i] = String(v)
	}
	return out
}

// MD is metadata as JSON: nil is null, a nil list is an empty one.
// Keys go as they are; the tests keep them within ASCII.
type MD map[string][]String

// FromMD gives md in the form that goes to JSON.
func FromMD(md metadata.MD) MD {
	if md == nil {
		return nil
	}
	out := make(MD, len(md))
	for k, vs := range md {
		list := List(vs)
		if list == nil {
			list = []String{}
		}
		out[k] = list
	}
	return out
}

// Literal gives the metadata that the JSON spells, keys as they are written.
func (m MD) Literal() metadata.MD {
	if m == nil {
		return nil
	}
	out := make(metadata.MD, len(m))
	for k, vs := range m {
		out[k] = Strings(vs)
	}
	return out
}
