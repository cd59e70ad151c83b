package main

import (
	"context"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
)

// The readers, by their tokens.
var readers = map[string]string{"token-of-ada": "ada", "token-of-bob": "bob"}

type readerKey struct{}

// readerFromContext returns the reader who makes the call.
func readerFromContext(ctx context.Context) string {
	reader, _ := ctx.Value(readerKey{}).(string)
	return reader
}

// authenticate returns a context with the reader whose token came with the call.
func authenticate(ctx context.Context) (context.Context, error) {
	values := metadata.ValueFromIncomingContext(ctx, "authorization")
	if len(values) == 0 {
		return nil, status.Error(codes.Unauthenticated, "no token")
	}
	token, found := strings.CutPrefix(values[0], "Bearer ")
	reader, known := readers[token]
	if !found || !known {
		return nil, status.Error(codes.Unauthenticated, "bad token")
	}
	return context.WithValue(ctx, readerKey{}, reader), nil
}

func authUnary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	ctx, err := authenticate(ctx)
	if err != nil {
		return nil, err
	}
	return handler(ctx, req)
}

// authenticatedStream is a stream whose context has the reader.
type authenticatedStream struct {
	grpc.ServerStream
	ctx context.Context
}

func (s *authenticatedStream) Context() context.Context { return s.ctx }

func authStream(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	ctx, err := authenticate(stream.Context())
	if err != nil {
		return err
	}
	return handler(srv, &authenticatedStream{stream, ctx})
}
