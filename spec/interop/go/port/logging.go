package main

import (
	"context"
	"fmt"

	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
)

func logUnary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
	resp, err := handler(ctx, req)
	logCall(info.FullMethod, err)
	return resp, err
}

// countingStream counts the messages that are sent.
type countingStream struct {
	grpc.ServerStream
	sent int
}

func (s *countingStream) SendMsg(m any) error {
	s.sent++
	return s.ServerStream.SendMsg(m)
}

func logStream(srv any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handler grpc.StreamHandler) error {
	counting := &countingStream{ServerStream: stream}
	err := handler(srv, counting)
	logCall(fmt.Sprintf("%s (%d messages)", info.FullMethod, counting.sent), err)
	return err
}

func logCall(what string, err error) {
	fmt.Printf("%s: %d\n", what, status.Convert(err).Code())
}
