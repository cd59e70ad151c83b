package wire

import (
	"fmt"
	"io"
	"net"
	"time"

	"golang.org/x/net/http2"

	"mdctx.test/interop/latin1"
	"mdctx.test/interop/line"
)

// Step is one thing that a raw client or a raw server does on a stream.
//
//	headers  send fields
//	message  send data as a gRPC message
//	data     send data as it is
//	rst      reset the stream with code
//	close    close the connection
//	read     read frames of the stream until its end, or (until: headers, data) until such a frame
type Step struct {
	Do     string        `json:"do"`
	Fields []Field       `json:"fields"`
	Data   latin1.String `json:"data"`
	Code   string        `json:"code"`
	Until  string        `json:"until"`
	End    bool          `json:"end"`
}

type requestArgs struct {
	Port          int    `json:"port"`
	Steps         []Step `json:"steps"`
	MaxHeaderList uint32 `json:"maxHeaderList"`
}

type requestResult struct {
	Frames  []*Frame `json:"frames"`
	Elapsed int64    `json:"elapsedNs"`
	Closed  bool     `json:"closed"`
}

// patience bounds a read: a peer that says nothing for so long will not speak.
const patience = 10 * time.Second

// Register answers the ops of this package on s.
func Register(s *line.Server) {
	line.Handle(s, "wire.request", request)
	h := &servers{lines: s, all: map[int]*server{}}
	line.Handle(s, "wire.serve", h.serve)
	line.Handle(s, "wire.records", h.records)
	line.Handle(s, "wire.end", h.end)
}

// request opens a connection, plays the steps on stream 1 and reports the frames of that stream.
func request(args requestArgs) (any, error) {
	tcp, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", args.Port))
	if err != nil {
		return nil, err
	}
	defer tcp.Close()
	tcp.SetDeadline(time.Now().Add(patience))
	if _, err := io.WriteString(tcp, http2.ClientPreface); err != nil {
		return nil, err
	}
	c := newConn(tcp)
	var settings []http2.Setting
	if args.MaxHeaderList > 0 {
		settings = append(settings, http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: args.MaxHeaderList})
	}
	if err := c.settings(settings...); err != nil {
		return nil, err
	}
	out := &requestResult{Frames: []*Frame{}}
	began := time.Now()
	for _, s := range args.Steps {
		if s.Do != "read" {
			if err := c.play(1, s); err != nil {
				return nil, err
			}
			continue
		}
		if err := out.read(c, s.Until); err != nil {
			out.Closed = true
			break
		}
	}
	out.Elapsed = int64(time.Since(began))
	return out, nil
}

func (out *requestResult) read(c *conn, until string) error {
	for {
		_, f, err := c.read()
		if err != nil {
			return err
		}
		out.Frames = append(out.Frames, f)
		switch {
		case f.End || f.Type == "RST_STREAM" || f.Type == "GOAWAY":
			return nil
		case until == "headers" && f.Type == "HEADERS", until == "data" && f.Type == "DATA":
			return nil
		}
	}
}

// play does a step that writes.
func (c *conn) play(stream uint32, s Step) error {
	switch s.Do {
	case "headers":
		return c.headers(stream, s.Fields, s.End)
	case "message":
		return c.data(stream, message([]byte(s.Data)), s.End)
	case "data":
		return c.data(stream, []byte(s.Data), s.End)
	case "rst":
		return c.reset(stream, code(s.Code))
	case "close":
		return c.net.Close()
	}
	return fmt.Errorf("wire: no such step: %s", s.Do)
}
