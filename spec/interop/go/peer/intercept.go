package peer

import (
	"context"

	"google.golang.org/grpc"
	testgrpc "google.golang.org/grpc/interop/grpc_testing"

	"mdctx.test/interop/latin1"
)

// unary is a server interceptor told by a script, in which the step next calls the handler.
func (s *server) unary(script []Step) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		var reply any
		f := s.frame(ctx, ctx.Value(recordKey{}).(*record))
		f.next = func(f *frame) (err error) {
			reply, err = handler(f.ctx, req)
			if m, ok := reply.(*testgrpc.SimpleResponse); ok && err == nil {
				f.reply = latin1.String(m.GetPayload().GetBody())
			}
			return err
		}
		if err := f.steps(script); err != nil {
			return nil, err
		}
		if m, ok := reply.(*testgrpc.SimpleResponse); ok {
			m.Payload = payload(f.reply)
		}
		return reply, nil
	}
}

// stream is the same for streams.
func (s *server) stream(script []Step) grpc.StreamServerInterceptor {
	return func(srv any, ss grpc.ServerStream, _ *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
		f := s.frame(ss.Context(), ss.Context().Value(recordKey{}).(*record))
		f.server = ss
		f.next = func(f *frame) error { return handler(srv, &derivedStream{ServerStream: ss, ctx: f.ctx}) }
		return f.steps(script)
	}
}

// derivedStream is a ServerStream with a context of its own.
type derivedStream struct {
	grpc.ServerStream
	ctx context.Context
}

func (s *derivedStream) Context() context.Context { return s.ctx }
