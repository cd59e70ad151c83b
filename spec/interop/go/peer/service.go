package peer

import (
	"context"
	"io"

	"google.golang.org/grpc"
	testgrpc "google.golang.org/grpc/interop/grpc_testing"

	"mdctx.test/interop/latin1"
)

// service is TestService, its methods told by the scripts of its server.
type service struct {
	testgrpc.UnimplementedTestServiceServer
	server *server
}

// handle runs the script of method and gives the reply that it set.
func (s *service) handle(ctx context.Context, method string, io messages, stream grpc.ServerStream) (latin1.String, error) {
	srv := s.server
	rec := ctx.Value(recordKey{}).(*record)
	srv.mu.Lock()
	rec.Handled = true
	srv.mu.Unlock()
	rec.work.Add(1)
	go func() {
		rec.work.Wait()
		srv.mu.Lock()
		srv.done++
		srv.changed.Broadcast()
		srv.mu.Unlock()
	}()
	defer rec.work.Done()
	f := srv.frame(ctx, rec)
	f.io, f.server = io, stream
	err := f.steps(srv.args.Methods[method])
	return f.reply, err
}

func (s *server) frame(ctx context.Context, rec *record) *frame {
	f := &frame{run: s.run, ctx: ctx, notes: &rec.notes, port: s.port}
	f.spawn = func(work func()) {
		rec.work.Add(1)
		go func() {
			defer rec.work.Done()
			work()
		}()
	}
	return f
}

func payload(m latin1.String) *testgrpc.Payload { return &testgrpc.Payload{Body: []byte(m)} }

// single is the one message of a unary request.
type single struct {
	body latin1.String
	read bool
}

func (m *single) send(latin1.String) error { return io.ErrClosedPipe }

func (m *single) recv() (latin1.String, error) {
	if m.read {
		return "", io.EOF
	}
	m.read = true
	return m.body, nil
}

func (s *service) EmptyCall(ctx context.Context, _ *testgrpc.Empty) (*testgrpc.Empty, error) {
	_, err := s.handle(ctx, "EmptyCall", &single{}, nil)
	if err != nil {
		return nil, err
	}
	return &testgrpc.Empty{}, nil
}

func (s *service) UnaryCall(ctx context.Context, in *testgrpc.SimpleRequest) (*testgrpc.SimpleResponse, error) {
	reply, err := s.handle(ctx, "UnaryCall", &single{body: latin1.String(in.GetPayload().GetBody())}, nil)
	if err != nil {
		return nil, err
	}
	return &testgrpc.SimpleResponse{Payload: payload(reply)}, nil
}

// outgoing is a response stream, with the request or requests of the call.
type outgoing struct {
	messages
	stream interface {
		Send(*testgrpc.StreamingOutputCallResponse) error
	}
}

func (o outgoing) send(m latin1.String) error {
	return o.stream.Send(&testgrpc.StreamingOutputCallResponse{Payload: payload(m)})
}

// requests is a request stream of any of the two message types.
type requests func() ([]byte, error)

func (r requests) send(latin1.String) error { return io.ErrClosedPipe }

func (r requests) recv() (latin1.String, error) {
	body, err := r()
	return latin1.String(body), err
}

func (s *service) StreamingOutputCall(in *testgrpc.StreamingOutputCallRequest, stream grpc.ServerStreamingServer[testgrpc.StreamingOutputCallResponse]) error {
	io := outgoing{messages: &single{body: latin1.String(in.GetPayload().GetBody())}, stream: stream}
	_, err := s.handle(stream.Context(), "StreamingOutputCall", io, stream)
	return err
}

func (s *service) StreamingInputCall(stream grpc.ClientStreamingServer[testgrpc.StreamingInputCallRequest, testgrpc.StreamingInputCallResponse]) error {
	in := requests(func() ([]byte, error) {
		m, err := stream.Recv()
		return m.GetPayload().GetBody(), err
	})
	reply, err := s.handle(stream.Context(), "StreamingInputCall", in, stream)
	if err != nil {
		return err
	}
	return stream.SendAndClose(&testgrpc.StreamingInputCallResponse{AggregatedPayloadSize: int32(len(reply))})
}

func (s *service) FullDuplexCall(stream grpc.BidiStreamingServer[testgrpc.StreamingOutputCallRequest, testgrpc.StreamingOutputCallResponse]) error {
	in := requests(func() ([]byte, error) {
		m, err := stream.Recv()
		return m.GetPayload().GetBody(), err
	})
	_, err := s.handle(stream.Context(), "FullDuplexCall", outgoing{messages: in, stream: stream}, stream)
	return err
}
