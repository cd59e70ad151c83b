// Command keepalive serves grpc.health.v1.Health on three ports, which it prints in order: one with a policy of pings, one that closes idle
// connections, and one that closes old ones. It ends with its standard input.
package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
)

func serve(options ...grpc.ServerOption) int {
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	s := grpc.NewServer(options...)
	healthpb.RegisterHealthServer(s, health.NewServer())
	go s.Serve(lis)
	return lis.Addr().(*net.TCPAddr).Port
}

func main() {
	fmt.Println(
		serve(grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: time.Minute, PermitWithoutStream: true})),
		serve(grpc.KeepaliveParams(keepalive.ServerParameters{MaxConnectionIdle: 300 * time.Millisecond})),
		serve(grpc.KeepaliveParams(keepalive.ServerParameters{
			MaxConnectionAge:      300 * time.Millisecond,
			MaxConnectionAgeGrace: 300 * time.Millisecond,
		})),
	)
	io.Copy(io.Discard, os.Stdin)
}
