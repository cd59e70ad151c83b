package main

import (
	"context"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
)

// What goes on to the stock of what came in with a call. A token is not among it.
var forwarded = []string{"x-request-id", "x-branch"}

func forwardUnary(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoker grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	for _, key := range forwarded {
		for _, value := range metadata.ValueFromIncomingContext(ctx, key) {
			ctx = metadata.AppendToOutgoingContext(ctx, key, value)
		}
	}
	return invoker(ctx, method, req, reply, cc, opts...)
}
