package peer

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	testgrpc "google.golang.org/grpc/interop/grpc_testing"

	"mdctx.test/interop/latin1"
)

// unaryClient is a client interceptor told by a script. The step suffix adds to the request; what
// header and trailer have under x-seen is added to the reply. Nobody reads its notes.
func (r *run) unaryClient(script []Step, port int) grpc.UnaryClientInterceptor {
	return func(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
		var header, trailer metadata.MD
		opts = append(opts, grpc.Header(&header), grpc.Trailer(&trailer))
		f := &frame{run: r, ctx: ctx, notes: &notes{}, port: port}
		if m, ok := req.(*testgrpc.SimpleRequest); ok {
			f.reply = latin1.String(m.GetPayload().GetBody())
		}
		f.next = func(f *frame) error {
			if m, ok := req.(*testgrpc.SimpleRequest); ok {
				m.Payload = payload(f.reply)
			}
			err := invoker(f.ctx, method, req, reply, cc, opts...)
			if m, ok := reply.(*testgrpc.SimpleResponse); ok && err == nil {
				body := m.GetPayload().GetBody()
				for _, v := range append(header.Get("x-seen"), trailer.Get("x-seen")...) {
					body = append(body, v...)
				}
				m.Payload = payload(latin1.String(body))
			}
			return err
		}
		return f.steps(script)
	}
}

// streamClient is the same for streams; only derive and next have a meaning in it.
func (r *run) streamClient(script []Step, port int) grpc.StreamClientInterceptor {
	return func(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, streamer grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
		var stream grpc.ClientStream
		f := &frame{run: r, ctx: ctx, notes: &notes{}, port: port}
		f.next = func(f *frame) (err error) {
			stream, err = streamer(f.ctx, desc, cc, method, opts...)
			return err
		}
		if err := f.steps(script); err != nil {
			return nil, err
		}
		return stream, nil
	}
}
