package wire

import (
	"io"
	"net"
	"sync"

	"golang.org/x/net/http2"

	"mdctx.test/interop/line"
)

type serveArgs struct {
	Run           string `json:"run"`
	Steps         []Step `json:"steps"`
	MaxHeaderList uint32 `json:"maxHeaderList"`
}

// stream is what a raw server saw of one stream.
type stream struct {
	Frames []*Frame `json:"frames"`
	queue  []*Frame
	ended  bool
}

// server plays its steps on each stream that is opened.
type server struct {
	args    serveArgs
	lis     net.Listener
	mu      sync.Mutex
	changed *sync.Cond
	streams []*stream
	done    int
}

type servers struct {
	lines *line.Server
	mu    sync.Mutex
	all   map[int]*server
}

func (h *servers) serve(args serveArgs) (any, error) {
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &server{args: args, lis: lis}
	s.changed = sync.NewCond(&s.mu)
	port := lis.Addr().(*net.TCPAddr).Port
	h.mu.Lock()
	h.all[port] = s
	h.mu.Unlock()
	go s.accept()
	return map[string]int{"port": port}, nil
}

type portArgs struct {
	Port  int `json:"port"`
	Ended int `json:"ended"`
}

// records gives the streams once so many of them have played their steps.
func (h *servers) records(args portArgs) (any, error) {
	h.mu.Lock()
	s := h.all[args.Port]
	h.mu.Unlock()
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.done < args.Ended {
		s.changed.Wait()
	}
	if s.streams == nil {
		return []*stream{}, nil
	}
	return s.streams, nil
}

func (h *servers) end(args portArgs) (any, error) {
	h.mu.Lock()
	s := h.all[args.Port]
	delete(h.all, args.Port)
	h.mu.Unlock()
	return nil, s.lis.Close()
}

func (s *server) accept() {
	for {
		tcp, err := s.lis.Accept()
		if err != nil {
			return
		}
		go s.converse(tcp)
	}
}

// converse reads one connection; each new stream gets a goroutine that plays the steps.
func (s *server) converse(tcp net.Conn) {
	defer tcp.Close()
	preface := make([]byte, len(http2.ClientPreface))
	if _, err := io.ReadFull(tcp, preface); err != nil {
		return
	}
	c := newConn(tcp)
	var settings []http2.Setting
	if s.args.MaxHeaderList > 0 {
		settings = append(settings, http2.Setting{ID: http2.SettingMaxHeaderListSize, Val: s.args.MaxHeaderList})
	}
	if c.settings(settings...) != nil {
		return
	}
	open := map[uint32]*stream{}
	for {
		id, f, err := c.read()
		s.mu.Lock()
		if err != nil {
			for _, st := range open {
				st.ended = true
			}
			s.changed.Broadcast()
			s.mu.Unlock()
			return
		}
		st, known := open[id]
		if !known {
			st = &stream{Frames: []*Frame{}}
			open[id] = st
			if f.Type != "GOAWAY" {
				s.streams = append(s.streams, st)
				go s.answer(c, id, st)
			}
		}
		st.Frames = append(st.Frames, f)
		st.queue = append(st.queue, f)
		s.changed.Broadcast()
		s.mu.Unlock()
	}
}

func (s *server) answer(c *conn, id uint32, st *stream) {
	for _, step := range s.args.Steps {
		if step.Do == "read" {
			s.wait(st, step.Until)
			continue
		}
		if c.play(id, step) != nil {
			break
		}
	}
	s.mu.Lock()
	s.done++
	s.changed.Broadcast()
	s.mu.Unlock()
}

// wait takes frames of the stream until its end, or until one of the type that is asked for.
func (s *server) wait(st *stream, until string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for {
		for len(st.queue) > 0 {
			f := st.queue[0]
			st.queue = st.queue[1:]
			if f.End || f.Type == "RST_STREAM" || until == "headers" && f.Type == "HEADERS" || until == "data" && f.Type == "DATA" {
				return
			}
		}
		if st.ended {
			return
		}
		s.changed.Wait()
	}
}
