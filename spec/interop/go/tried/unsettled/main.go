// Command unsettled shows what grpc-go makes of interceptors that never return: it prints, for a client's and for a server's, in unary
// and streaming calls with a deadline of 200 ms, whether the caller has its answer after a second.
package main

import (
	"context"
	"fmt"
	"net"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

const deadline = 200 * time.Millisecond

var never = make(chan struct{})

func hangsUnary(context.Context, any, *grpc.UnaryServerInfo, grpc.UnaryHandler) (any, error) {
	<-never
	return nil, nil
}

func hangsStream(any, grpc.ServerStream, *grpc.StreamServerInfo, grpc.StreamHandler) error {
	<-never
	return nil
}

func hangsUnaryClient(context.Context, string, any, any, *grpc.ClientConn, grpc.UnaryInvoker, ...grpc.CallOption) error {
	<-never
	return nil
}

func hangsStreamClient(context.Context, *grpc.StreamDesc, *grpc.ClientConn, string, grpc.Streamer, ...grpc.CallOption) (grpc.ClientStream, error) {
	<-never
	return nil, nil
}

func serve(options ...grpc.ServerOption) string {
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	s := grpc.NewServer(options...)
	healthpb.RegisterHealthServer(s, health.NewServer())
	go s.Serve(lis)
	return lis.Addr().String()
}

func dial(address string, options ...grpc.DialOption) healthpb.HealthClient {
	options = append(options, grpc.WithTransportCredentials(insecure.NewCredentials()))
	conn, err := grpc.NewClient(address, options...)
	if err != nil {
		panic(err)
	}
	return healthpb.NewHealthClient(conn)
}

func tried(name string, client healthpb.HealthClient) {
	calls := map[string]func(context.Context) error{
		"unary": func(ctx context.Context) error {
			_, err := client.Check(ctx, &healthpb.HealthCheckRequest{})
			return err
		},
		"stream": func(ctx context.Context) error {
			stream, err := client.Watch(ctx, &healthpb.HealthCheckRequest{})
			if err != nil {
				return err
			}
			_, err = stream.Recv()
			return err
		},
	}
	for _, kind := range []string{"unary", "stream"} {
		ctx, cancel := context.WithTimeout(context.Background(), deadline)
		answer := make(chan error, 1)
		go func() { answer <- calls[kind](ctx) }()
		select {
		case err := <-answer:
			fmt.Printf("go: %s, %s: %v\n", name, kind, err)
		case <-time.After(time.Second):
			fmt.Printf("go: %s, %s: still waits, %v after its deadline\n", name, kind, time.Second-deadline)
		}
		cancel()
	}
}

func main() {
	plain := serve()
	tried("an interceptor of the client never returns", dial(plain,
		grpc.WithUnaryInterceptor(hangsUnaryClient), grpc.WithStreamInterceptor(hangsStreamClient)))
	tried("an interceptor of the server never returns", dial(serve(
		grpc.UnaryInterceptor(hangsUnary), grpc.StreamInterceptor(hangsStream))))
}
