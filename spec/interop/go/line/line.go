// Package line answers JSON requests, one on a line.
//
// A request is {"id": 1, "op": "name", "args": ...}; its answer {"id": 1, "result": ...} or
// {"id": 1, "error": "..."}. Requests run side by side, so answers come in any order. A line
// without an id is an event.
package line

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"sync"
)

// Server dispatches the requests of one peer.
type Server struct {
	ops map[string]func(json.RawMessage) (any, error)
	mu  sync.Mutex
	out io.Writer
}

// New makes a server that writes to out.
func New(out io.Writer) *Server {
	return &Server{ops: map[string]func(json.RawMessage) (any, error){}, out: out}
}

// Handle answers op by f, which is given the request's args.
func Handle[A any](s *Server, op string, f func(A) (any, error)) {
	s.ops[op] = func(raw json.RawMessage) (any, error) {
		var args A
		if len(raw) > 0 {
			if err := json.Unmarshal(raw, &args); err != nil {
				return nil, fmt.Errorf("%s: args: %w", op, err)
			}
		}
		return f(args)
	}
}

type request struct {
	ID   int             `json:"id"`
	Op   string          `json:"op"`
	Args json.RawMessage `json:"args"`
}

type answer struct {
	ID     int    `json:"id"`
	Result any    `json:"result"`
	Error  string `json:"error,omitempty"`
}

// Emit writes an event.
func (s *Server) Emit(event any) { s.write(event) }

func (s *Server) write(v any) {
	text, err := json.Marshal(v)
	if err != nil {
		text, _ = json.Marshal(answer{Error: fmt.Sprintf("line: cannot write: %v", err)})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.out.Write(append(text, '\n'))
}

// Serve reads requests until in ends.
func (s *Server) Serve(in io.Reader) error {
	lines := bufio.NewReaderSize(in, 1<<20)
	for {
		text, err := lines.ReadBytes('\n')
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		var r request
		if err := json.Unmarshal(text, &r); err != nil {
			return fmt.Errorf("line: a request must be a line of JSON: %w", err)
		}
		go s.answer(r)
	}
}

func (s *Server) answer(r request) {
	op, ok := s.ops[r.Op]
	if !ok {
		s.write(answer{ID: r.ID, Error: "line: no such op: " + r.Op})
		return
	}
	result, err := op(r.Args)
	if err != nil {
		s.write(answer{ID: r.ID, Error: err.Error()})
		return
	}
	s.write(answer{ID: r.ID, Result: result})
}
