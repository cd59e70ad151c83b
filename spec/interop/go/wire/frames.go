// Package wire speaks raw HTTP/2: a client that sends any header list and reports each frame that
// comes back, and a server that answers with any frames. Neither checks anything.
package wire

import (
	"bytes"
	"net"
	"strings"
	"sync"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"mdctx.test/interop/latin1"
)

// Field is a header field, in the order of the wire.
type Field [2]latin1.String

// Frame is one frame as a test sees it.
type Frame struct {
	Type   string        `json:"type"`
	Fields []Field       `json:"fields,omitempty"`
	Data   latin1.String `json:"data,omitempty"`
	Code   string        `json:"code,omitempty"`
	End    bool          `json:"end,omitempty"`
}

// conn is one side of an HTTP/2 connection.
type conn struct {
	net   net.Conn
	fr    *http2.Framer
	dec   *hpack.Decoder
	block bytes.Buffer
	mu    sync.Mutex
	enc   *hpack.Encoder
	out   bytes.Buffer
}

func newConn(c net.Conn) *conn {
	out := &conn{net: c, fr: http2.NewFramer(c, c), dec: hpack.NewDecoder(4096, nil)}
	out.fr.AllowIllegalReads, out.fr.AllowIllegalWrites = true, true
	out.fr.SetMaxReadFrameSize(1<<24 - 1)
	out.enc = hpack.NewEncoder(&out.out)
	return out
}

// headers writes fields as HEADERS and as many CONTINUATION frames as they need.
func (c *conn) headers(stream uint32, fields []Field, end bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.out.Reset()
	for _, f := range fields {
		if err := c.enc.WriteField(hpack.HeaderField{Name: string(f[0]), Value: string(f[1])}); err != nil {
			return err
		}
	}
	const size = 16384
	first := true
	for block := c.out.Bytes(); first || len(block) > 0; first = false {
		part := block[:min(size, len(block))]
		block = block[len(part):]
		last := len(block) == 0
		var err error
		if first {
			err = c.fr.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: part, EndStream: end, EndHeaders: last})
		} else {
			err = c.fr.WriteContinuation(stream, last, part)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *conn) data(stream uint32, body []byte, end bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fr.WriteData(stream, end, body)
}

func (c *conn) reset(stream uint32, code http2.ErrCode) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fr.WriteRSTStream(stream, code)
}

func (c *conn) settings(values ...http2.Setting) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.fr.WriteSettings(values...)
}

// read gives the next frame that a test sees, and the stream it belongs to. It answers SETTINGS and
// PING itself, and gives back the window that DATA took.
func (c *conn) read() (uint32, *Frame, error) {
	for {
		f, err := c.fr.ReadFrame()
		if err != nil {
			return 0, nil, err
		}
		switch f := f.(type) {
		case *http2.SettingsFrame:
			if !f.IsAck() {
				c.locked(func() error { return c.fr.WriteSettingsAck() })
			}
		case *http2.PingFrame:
			if !f.IsAck() {
				c.locked(func() error { return c.fr.WritePing(true, f.Data) })
			}
		case *http2.DataFrame:
			if n := uint32(len(f.Data())); n > 0 {
				c.locked(func() error { return c.fr.WriteWindowUpdate(0, n) })
				c.locked(func() error { return c.fr.WriteWindowUpdate(f.StreamID, n) })
			}
			return f.StreamID, &Frame{Type: "DATA", Data: latin1.String(f.Data()), End: f.StreamEnded()}, nil
		case *http2.HeadersFrame:
			c.block.Reset()
			c.block.Write(f.HeaderBlockFragment())
			end := f.StreamEnded()
			for done := f.HeadersEnded(); !done; {
				next, err := c.fr.ReadFrame()
				if err != nil {
					return 0, nil, err
				}
				more := next.(*http2.ContinuationFrame)
				c.block.Write(more.HeaderBlockFragment())
				done = more.HeadersEnded()
			}
			fields, err := c.decode()
			return f.StreamID, &Frame{Type: "HEADERS", Fields: fields, End: end}, err
		case *http2.RSTStreamFrame:
			return f.StreamID, &Frame{Type: "RST_STREAM", Code: f.ErrCode.String()}, nil
		case *http2.GoAwayFrame:
			return 0, &Frame{Type: "GOAWAY", Code: f.ErrCode.String(), Data: latin1.String(f.DebugData())}, nil
		}
	}
}

func (c *conn) locked(write func() error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	write()
}

func (c *conn) decode() ([]Field, error) {
	fields := []Field{}
	c.dec.SetEmitFunc(func(f hpack.HeaderField) {
		fields = append(fields, Field{latin1.String(f.Name), latin1.String(f.Value)})
	})
	if _, err := c.dec.Write(c.block.Bytes()); err != nil {
		return nil, err
	}
	return fields, c.dec.Close()
}

// code reads the name of an HTTP/2 error code.
func code(name string) http2.ErrCode {
	for n := http2.ErrCode(0); n < 14; n++ {
		if strings.EqualFold(n.String(), name) {
			return n
		}
	}
	return http2.ErrCodeInternal
}

// message gives body the five bytes that gRPC puts before a message.
func message(body []byte) []byte {
	n := len(body)
	return append([]byte{0, byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}, body...)
}
