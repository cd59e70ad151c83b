package peer

import (
	"context"
	"io"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"

	"mdctx.test/interop/latin1"
)

func nanoseconds(n int64) time.Duration { return time.Duration(n) }

// notes keeps the results of a script by name.
type notes struct {
	mu   sync.Mutex
	kept map[string]any
}

func (n *notes) keep(s Step, v any) {
	if s.As == "" {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.kept == nil {
		n.kept = map[string]any{}
	}
	n.kept[s.As] = v
}

func (n *notes) all() map[string]any {
	n.mu.Lock()
	defer n.mu.Unlock()
	out := map[string]any{}
	for k, v := range n.kept {
		out[k] = v
	}
	return out
}

// trace adds to the note order.
func (n *notes) trace(label string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.kept == nil {
		n.kept = map[string]any{}
	}
	order, _ := n.kept["order"].([]string)
	n.kept["order"] = append(order, label)
}

// messages is the stream of a call as both sides see it.
type messages interface {
	send(latin1.String) error
	recv() (latin1.String, error)
}

// frame runs the steps of a handler, of an interceptor or of a client's stream.
type frame struct {
	run    *run
	ctx    context.Context
	io     messages
	notes  *notes
	reply  latin1.String
	server grpc.ServerStream
	client grpc.ClientStream
	next   func(*frame) error
	spawn  func(func())
	port   int
}

// steps runs script; an error ends it and is what the handler returns.
func (f *frame) steps(script []Step) error {
	for _, s := range script {
		if err := f.step(s); err != nil {
			return err
		}
	}
	return nil
}

func (f *frame) step(s Step) error {
	switch s.Do {
	case "signal":
		f.run.raise(s.Label, true)
	case "await":
		f.run.await(s.Label)
	case "cancel":
		f.run.cancel(s.Label)
	case "derive":
		ctx, err := f.run.derive(f.ctx, s.Ctx)
		if err != nil {
			return err
		}
		f.ctx = ctx
	case "incoming":
		md, _ := metadata.FromIncomingContext(f.ctx)
		f.notes.keep(s, latin1.FromMD(md))
	case "outgoing":
		md, _ := metadata.FromOutgoingContext(f.ctx)
		f.notes.keep(s, latin1.FromMD(md))
	case "value":
		f.notes.keep(s, f.ctx.Value(valueKey(s.Key)))
	case "deadline":
		f.notes.keep(s, left(f.ctx))
	case "err":
		f.notes.keep(s, text(f.ctx.Err()))
	case "cause":
		f.notes.keep(s, text(context.Cause(f.ctx)))
	case "waitDone":
		<-f.ctx.Done()
	case "peer":
		f.notes.keep(s, f.describePeer())
	case "trace":
		f.notes.trace(s.Label)
	case "told":
		f.notes.keep(s, f.run.fake(s.Label).told)
	case "echo":
		for _, v := range metadata.ValueFromIncomingContext(f.ctx, s.Key) {
			grpc.SetHeader(f.ctx, metadata.Pairs(s.Key, v))
			grpc.SetTrailer(f.ctx, metadata.Pairs(s.Key, v))
		}
	case "method":
		m, ok := grpc.Method(f.ctx)
		if !ok {
			m = "none"
		}
		f.notes.keep(s, m)
	case "setHeader", "sendHeader", "setTrailer":
		f.notes.keep(s, text(f.write(s)))
	case "send":
		f.notes.keep(s, text(f.io.send(s.Text)))
	case "recv":
		m, err := f.io.recv()
		f.notes.keep(s, received(m, err))
	case "recvAll":
		f.notes.keep(s, f.drain())
	case "reply":
		f.reply = s.Text
	case "suffix":
		f.reply += s.Text
	case "fail":
		return failure(s)
	case "spawn":
		background := *f
		f.spawn(func() { background.steps(s.Steps) })
	case "call":
		return f.downstream(s)
	case "next":
		return f.proceed(s)
	default:
		return f.clientStep(s)
	}
	return nil
}

func (f *frame) proceed(s Step) error {
	for i := 1; i < s.Times; i++ {
		f.next(f)
	}
	err := f.next(f)
	f.notes.keep(s, text(err))
	if s.Kind == "ignore error" {
		return nil
	}
	return err
}

func (f *frame) drain() []latin1.String {
	all := []latin1.String{}
	for {
		m, err := f.io.recv()
		if err == io.EOF {
			return all
		}
		if err != nil {
			return append(all, latin1.String(text(err)))
		}
		all = append(all, m)
	}
}

// left is the time to the deadline in nanoseconds, or nil.
func left(ctx context.Context) any {
	d, ok := ctx.Deadline()
	if !ok {
		return nil
	}
	return int64(time.Until(d))
}

func received(m latin1.String, err error) any {
	if err != nil {
		return text(err)
	}
	return m
}

// write is SetHeader, SendHeader or SetTrailer, of the context or (on: stream) of the ServerStream.
func (f *frame) write(s Step) error {
	md := s.metadata()
	if s.Mutate {
		defer func() {
			for k := range md {
				md[k][0] = "changed afterwards"
			}
			md.Set("added-afterwards", "x")
		}()
	}
	if s.On == "stream" {
		switch s.Do {
		case "setHeader":
			return f.server.SetHeader(md)
		case "sendHeader":
			return f.server.SendHeader(md)
		}
		f.server.SetTrailer(md)
		return nil
	}
	switch s.Do {
	case "setHeader":
		return grpc.SetHeader(f.ctx, md)
	case "sendHeader":
		return grpc.SendHeader(f.ctx, md)
	}
	return grpc.SetTrailer(f.ctx, md)
}

func (f *frame) describePeer() any {
	p, ok := peer.FromContext(f.ctx)
	if !ok {
		return "none"
	}
	if p == nil {
		return "nil"
	}
	return described(p, f.port)
}
