// Package bench holds grpc-go's own benchmarks of metadata (metadata/metadata_test.go), each as one operation that has
// a counterpart of the same name in ../grpc-go/cases.ts.
package bench

import (
	"context"
	"fmt"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
)

const (
	timeout = 10 * time.Second
	adds    = 10 // additions in one operation of AddingMetadata, as in grpc-go
)

var (
	sinkCtx    context.Context
	sinkMD     metadata.MD
	sinkValues []string
)

// A contextOf returns the context that one benchmark works on.
func contextOf(b *testing.B) context.Context {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	b.Cleanup(cancel)
	return ctx
}

func BenchmarkAddingMetadata(b *testing.B) {
	b.Run("context", func(b *testing.B) {
		for b.Loop() {
			ctx, cancel := context.WithTimeout(context.Background(), timeout)
			for range adds {
				md, _ := metadata.FromOutgoingContext(ctx)
				sinkCtx = metadata.NewOutgoingContext(ctx, metadata.Join(metadata.Pairs("k1", "v1", "k2", "v2"), md))
			}
			cancel()
		}
	})
	b.Run("interceptor", func(b *testing.B) {
		invoker := func(ctx context.Context, _ string, _, _ any, _ *grpc.ClientConn, _ ...grpc.CallOption) error {
			sinkCtx = ctx
			return nil
		}
		ctx := contextOf(b)
		for b.Loop() {
			for range adds {
				_ = addPairs(ctx, "/bench.Bench/Unary", nil, nil, nil, invoker)
			}
		}
	})
}

func addPairs(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	return invoker(metadata.AppendToOutgoingContext(ctx, "k1", "v1", "k2", "v2"), method, req, reply, cc, opts...)
}

func BenchmarkAppendToOutgoingContext(b *testing.B) {
	for _, length := range []int{1, 10, 100, 1000} {
		b.Run(fmt.Sprint(length), func(b *testing.B) {
			base := contextOf(b)
			for b.Loop() {
				ctx := base
				for range length {
					ctx = metadata.AppendToOutgoingContext(ctx, "k1", "v1", "k2", "v2")
				}
				sinkCtx = ctx
			}
		})
	}
}

func BenchmarkFromOutgoingContext(b *testing.B) {
	ctx := metadata.NewOutgoingContext(contextOf(b), metadata.MD{"k3": {"v3", "v4"}})
	ctx = metadata.AppendToOutgoingContext(ctx, "k1", "v1", "k2", "v2")
	for b.Loop() {
		sinkMD, _ = metadata.FromOutgoingContext(ctx)
	}
}

func BenchmarkFromIncomingContext(b *testing.B) {
	ctx := metadata.NewIncomingContext(contextOf(b), metadata.Pairs("X-My-Header-1", "42"))
	for b.Loop() {
		sinkMD, _ = metadata.FromIncomingContext(ctx)
	}
}

func BenchmarkValueFromIncomingContext(b *testing.B) {
	ctx := metadata.NewIncomingContext(contextOf(b), metadata.Pairs("X-My-Header-1", "42"))
	b.Run("found", func(b *testing.B) {
		for b.Loop() {
			sinkValues = metadata.ValueFromIncomingContext(ctx, "x-my-header-1")
		}
	})
	b.Run("not-found", func(b *testing.B) {
		for b.Loop() {
			sinkValues = metadata.ValueFromIncomingContext(ctx, "key-not-found")
		}
	})
}

func BenchmarkValueFromOutgoingContext(b *testing.B) {
	ctx := metadata.NewOutgoingContext(contextOf(b), metadata.MD{"content-type": {"application/grpc"}})
	ctx = metadata.AppendToOutgoingContext(ctx, "grpc-timeout", "10S", "x-request-id", "abc-def-123")
	b.Run("found", func(b *testing.B) {
		for b.Loop() {
			sinkValues = metadata.ValueFromOutgoingContext(ctx, "grpc-timeout")
		}
	})
	b.Run("not-found", func(b *testing.B) {
		for b.Loop() {
			sinkValues = metadata.ValueFromOutgoingContext(ctx, "x-does-not-exist")
		}
	})
}
