// Package peer is a grpc-go server and client that do what a script says.
//
// Servers, calls and cancel functions belong to a run, which one test case owns. The parties of a
// run wait for each other by named signals, so nothing in a script sleeps.
package peer

import (
	"context"
	"fmt"
	"sync"

	"google.golang.org/grpc"

	"mdctx.test/interop/line"
)

// signal tells every party of a run that label was reached.
type signal struct {
	Event string `json:"event"`
	Run   string `json:"run"`
	Label string `json:"label"`
}

// run is what the parties of one case share within this process.
type run struct {
	id      string
	emit    func(signal)
	mu      sync.Mutex
	flags   map[string]chan struct{}
	cancels map[string]context.CancelFunc
	servers map[int]*server
	conns   []*grpc.ClientConn
	fakes   map[string]*fakeStream
}

func (r *run) flag(label string) chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	c, ok := r.flags[label]
	if !ok {
		c = make(chan struct{})
		r.flags[label] = c
	}
	return c
}

// raise opens label here; the first call tells the other parties too.
func (r *run) raise(label string, tell bool) {
	c := r.flag(label)
	r.mu.Lock()
	select {
	case <-c:
		tell = false
	default:
		close(c)
	}
	r.mu.Unlock()
	if tell {
		r.emit(signal{Event: "signal", Run: r.id, Label: label})
	}
}

func (r *run) await(label string) { <-r.flag(label) }

func (r *run) keep(label string, cancel context.CancelFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.cancels[label] = cancel
}

func (r *run) cancel(label string) {
	r.mu.Lock()
	cancel := r.cancels[label]
	r.mu.Unlock()
	if cancel != nil {
		cancel()
	}
}

// Peer holds the runs of this process.
type Peer struct {
	lines *line.Server
	mu    sync.Mutex
	runs  map[string]*run
}

// Register answers the ops of this package on s.
func Register(s *line.Server) {
	p := &Peer{lines: s, runs: map[string]*run{}}
	line.Handle(s, "serve", p.serve)
	line.Handle(s, "records", p.records)
	line.Handle(s, "call", p.call)
	line.Handle(s, "signal", func(e signal) (any, error) {
		p.run(e.Run).raise(e.Label, false)
		return nil, nil
	})
	line.Handle(s, "end", p.end)
	line.Handle(s, "certificate", func(struct{}) (any, error) { return newCertificate() })
}

func (p *Peer) run(id string) *run {
	p.mu.Lock()
	defer p.mu.Unlock()
	r, ok := p.runs[id]
	if !ok {
		r = &run{
			id: id, emit: func(e signal) { p.lines.Emit(e) },
			flags: map[string]chan struct{}{}, cancels: map[string]context.CancelFunc{}, servers: map[int]*server{},
			fakes: map[string]*fakeStream{},
		}
		p.runs[id] = r
	}
	return r
}

// end stops the servers of a run and lets go of everything that it held.
func (p *Peer) end(e signal) (any, error) {
	p.mu.Lock()
	r, ok := p.runs[e.Run]
	delete(p.runs, e.Run)
	p.mu.Unlock()
	if !ok {
		return nil, nil
	}
	for _, c := range r.conns {
		c.Close()
	}
	for _, s := range r.servers {
		s.grpc.Stop()
	}
	return nil, nil
}

func (r *run) server(port int) (*server, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, ok := r.servers[port]
	if !ok {
		return nil, fmt.Errorf("peer: run %s has no server on port %d", r.id, port)
	}
	return s, nil
}
