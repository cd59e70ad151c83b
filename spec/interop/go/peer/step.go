package peer

import (
	"context"
	"errors"
	"fmt"
	"io"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"mdctx.test/interop/latin1"
)

// Step is one thing that a script does. Do names it, As names the note that keeps its result;
// the other fields are the arguments of some steps.
type Step struct {
	Do     string          `json:"do"`
	As     string          `json:"as"`
	On     string          `json:"on"`
	Key    string          `json:"key"`
	Kind   string          `json:"kind"`
	Label  string          `json:"label"`
	Code   codes.Code      `json:"code"`
	Ns     int64           `json:"ns"`
	Mutate bool            `json:"mutate"`
	Times  int             `json:"times"`
	Text   latin1.String   `json:"text"`
	Pairs  []latin1.String `json:"pairs"`
	MD     latin1.MD       `json:"md"`
	Ctx    []Step          `json:"ctx"`
	Steps  []Step          `json:"steps"`
	Call   *Call           `json:"call"`
}

// metadata gives the literal that the step spells, or its pairs.
func (s Step) metadata() metadata.MD {
	if s.MD != nil {
		return s.MD.Literal()
	}
	return metadata.Pairs(latin1.Strings(s.Pairs)...)
}

// derive gives the context that ops make from ctx.
func (r *run) derive(ctx context.Context, ops []Step) (context.Context, error) {
	for _, op := range ops {
		switch op.Do {
		case "background":
			ctx = context.Background()
		case "newIncoming":
			ctx = metadata.NewIncomingContext(ctx, op.metadata())
		case "newOutgoing":
			ctx = metadata.NewOutgoingContext(ctx, op.metadata())
		case "append":
			ctx = metadata.AppendToOutgoingContext(ctx, latin1.Strings(op.Pairs)...)
		case "forward":
			for _, v := range metadata.ValueFromIncomingContext(ctx, op.Key) {
				ctx = metadata.AppendToOutgoingContext(ctx, op.Key, v)
			}
		case "fakeStream":
			ctx = grpc.NewContextWithServerTransportStream(ctx, r.fake(op.Label))
		case "nilPeer":
			ctx = peer.NewContext(ctx, nil)
		case "value":
			ctx = context.WithValue(ctx, valueKey(op.Key), string(op.Text))
		case "withCancel":
			var cancel context.CancelFunc
			ctx, cancel = context.WithCancel(ctx)
			r.keep(op.Label, cancel)
		case "cancelled":
			var cancel context.CancelFunc
			ctx, cancel = context.WithCancel(ctx)
			cancel()
		case "withTimeout":
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, nanoseconds(op.Ns))
			r.keep(op.Label, cancel)
		case "withoutCancel":
			ctx = context.WithoutCancel(ctx)
		default:
			return nil, fmt.Errorf("peer: no such context op: %s", op.Do)
		}
	}
	return ctx, nil
}

type valueKey string

// text is how a note spells an error: ok, EOF, the words of a plain error, or Code "message".
func text(err error) string {
	if err == nil {
		return "ok"
	}
	if err == io.EOF {
		return "EOF"
	}
	s, ok := status.FromError(err)
	if !ok {
		return err.Error()
	}
	return fmt.Sprintf("%s %q", s.Code(), s.Message())
}

// failure is the error that a fail step returns.
func failure(s Step) error {
	switch s.Kind {
	case "plain":
		return errors.New(string(s.Text))
	case "wrapped":
		return fmt.Errorf("wrapped: %w", status.Error(s.Code, string(s.Text)))
	case "canceled":
		return context.Canceled
	case "deadline":
		return context.DeadlineExceeded
	case "wrapped deadline":
		return fmt.Errorf("wrapped: %w", context.DeadlineExceeded)
	case "details":
		st, err := status.New(s.Code, string(s.Text)).WithDetails(detail(s.Key))
		if err != nil {
			return err
		}
		return st.Err()
	}
	return status.Error(s.Code, string(s.Text))
}
