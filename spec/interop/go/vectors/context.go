package vectors

import (
	"context"
	"errors"
	"fmt"
	"math"
	"regexp"
	"time"
)

type valueKey string

// arguments are what stands in a context's text beside the way it was derived: times and values.
var arguments = regexp.MustCompile(`\([^)]*\)`)

func (s *state) push(ctx context.Context, cancel func(error)) {
	s.ctxs = append(s.ctxs, node{ctx: ctx, cancel: cancel})
}

func (s *state) at(ms int64) time.Time { return s.base.Add(time.Duration(ms) * time.Millisecond) }

func plain(cancel context.CancelFunc) func(error) { return func(error) { cancel() } }

func asError(text string) error {
	if text == "" {
		return nil
	}
	return errors.New(text)
}

func describe(err error) any {
	if err == nil {
		return nil
	}
	return err.Error()
}

func (s *state) onContext(op Op) any {
	var parent context.Context
	if op.Ctx < len(s.ctxs) {
		parent = s.ctxs[op.Ctx].ctx
	}
	switch op.Op {
	case "Background":
		s.push(context.Background(), nil)
	case "TODO":
		s.push(context.TODO(), nil)
	case "WithValue":
		s.push(context.WithValue(parent, valueKey(op.Key), op.Text), nil)
	case "WithCancel":
		ctx, cancel := context.WithCancel(parent)
		s.push(ctx, plain(cancel))
	case "WithCancelCause":
		ctx, cancel := context.WithCancelCause(parent)
		s.push(ctx, func(err error) { cancel(err) })
	case "WithDeadline":
		ctx, cancel := context.WithDeadline(parent, s.at(op.Ms))
		s.push(ctx, plain(cancel))
	case "WithDeadlineCause":
		ctx, cancel := context.WithDeadlineCause(parent, s.at(op.Ms), asError(op.Text))
		s.push(ctx, plain(cancel))
	case "WithTimeout":
		ctx, cancel := context.WithTimeout(parent, time.Duration(op.Ms)*time.Millisecond)
		s.push(ctx, plain(cancel))
	case "WithTimeoutCause":
		ctx, cancel := context.WithTimeoutCause(parent, time.Duration(op.Ms)*time.Millisecond, asError(op.Text))
		s.push(ctx, plain(cancel))
	case "WithoutCancel":
		s.push(context.WithoutCancel(parent), nil)
	case "Cancel":
		if cancel := s.ctxs[op.Ctx].cancel; cancel != nil {
			cancel(asError(op.Text))
		}
	case "Value":
		return parent.Value(valueKey(op.Key))
	case "Err":
		return describe(parent.Err())
	case "Cause":
		return describe(context.Cause(parent))
	case "Deadline":
		if d, ok := parent.Deadline(); ok {
			return math.Round(d.Sub(s.base).Seconds())
		}
	case "CtxString":
		return arguments.ReplaceAllString(fmt.Sprint(parent), "()")
	case "AfterFunc":
		f := &after{ctx: parent, ran: make(chan struct{})}
		f.stop = context.AfterFunc(parent, func() { close(f.ran) })
		s.fns = append(s.fns, f)
	case "Stop":
		f := s.fns[op.Fn]
		stopped := f.stop()
		f.stopped = f.stopped || stopped
		return stopped
	case "Ran":
		return s.fns[op.Fn].settled()
	default:
		return "vectors: no such op: " + op.Op
	}
	return nil
}

// settled tells if the function ran, once it is certain: a function whose context is done runs,
// unless it was stopped before.
func (f *after) settled() bool {
	if f.ctx.Err() != nil && !f.stopped {
		<-f.ran
	}
	select {
	case <-f.ran:
		return true
	default:
		return false
	}
}
