package peer

import (
	"io"
	"strings"

	"google.golang.org/grpc"
	testgrpc "google.golang.org/grpc/interop/grpc_testing"

	"mdctx.test/interop/latin1"
)

// pipe is a client's stream in terms of message bodies.
type pipe struct {
	out func(latin1.String) error
	in  func() (latin1.String, error)
}

func (p pipe) send(m latin1.String) error { return p.out(m) }

func (p pipe) recv() (latin1.String, error) { return p.in() }

// open starts the stream of c, and gives it to f.
func (f *frame) open(client testgrpc.TestServiceClient, c Call, opts []grpc.CallOption) error {
	switch c.Method {
	case "StreamingOutputCall":
		s, err := client.StreamingOutputCall(f.ctx, &testgrpc.StreamingOutputCallRequest{Payload: payload(c.Text)}, opts...)
		if err != nil {
			return err
		}
		f.client, f.io = s, pipe{out: closed, in: bodies(s.Recv)}
		f.ctx = s.Context()
	case "StreamingInputCall":
		s, err := client.StreamingInputCall(f.ctx, opts...)
		if err != nil {
			return err
		}
		out := func(m latin1.String) error { return s.Send(&testgrpc.StreamingInputCallRequest{Payload: payload(m)}) }
		f.client, f.io = s, pipe{out: out, in: once(s)}
		f.ctx = s.Context()
	case "FullDuplexCall":
		s, err := client.FullDuplexCall(f.ctx, opts...)
		if err != nil {
			return err
		}
		out := func(m latin1.String) error { return s.Send(&testgrpc.StreamingOutputCallRequest{Payload: payload(m)}) }
		f.client, f.io = s, pipe{out: out, in: bodies(s.Recv)}
		f.ctx = s.Context()
	}
	return nil
}

func closed(latin1.String) error { return io.ErrClosedPipe }

func bodies(recv func() (*testgrpc.StreamingOutputCallResponse, error)) func() (latin1.String, error) {
	return func() (latin1.String, error) {
		m, err := recv()
		return latin1.String(m.GetPayload().GetBody()), err
	}
}

// once reads the one reply of a client stream, whose size stands for its body.
func once(s grpc.ClientStreamingClient[testgrpc.StreamingInputCallRequest, testgrpc.StreamingInputCallResponse]) func() (latin1.String, error) {
	read := false
	return func() (latin1.String, error) {
		if read {
			return "", io.EOF
		}
		read = true
		m, err := s.CloseAndRecv()
		return latin1.String(strings.Repeat("#", int(m.GetAggregatedPayloadSize()))), err
	}
}
