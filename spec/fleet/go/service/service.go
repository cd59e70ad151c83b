// Package service is the fleet's service in grpc-go: grpc.testing.TestService, whose calls do what their payload says.
package service

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	testgrpc "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"mdctx.test/fleet/command"
	"mdctx.test/fleet/line"
)

// Run serves on the port args[1] under the name args[0] until SIGTERM, which it takes as GracefulStop does, or until the
// standard input ends.
func Run(args []string) error {
	if len(args) != 2 {
		return errors.New("usage: fleet serve NAME PORT")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+args[1])
	if err != nil {
		return err
	}
	var options []grpc.ServerOption
	if os.Getenv("MDCTX_FLEET_STRICT") == "" { // by default, pings so often as a test's are taken amiss
		options = append(options, grpc.KeepaliveEnforcementPolicy(
			keepalive.EnforcementPolicy{MinTime: 100 * time.Millisecond, PermitWithoutStream: true}))
	}
	if os.Getenv("MDCTX_FLEET_AGE") != "" {
		options = append(options, grpc.KeepaliveParams(keepalive.ServerParameters{
			MaxConnectionAge:      duration("MDCTX_FLEET_AGE"),
			MaxConnectionAgeGrace: duration("MDCTX_FLEET_GRACE"),
		}))
	}
	server := grpc.NewServer(options...)
	testgrpc.RegisterTestServiceServer(server, &service{name: args[0]})
	states := health.NewServer()
	healthpb.RegisterHealthServer(server, states)
	terminated := make(chan os.Signal, 1)
	signal.Notify(terminated, syscall.SIGTERM)
	go func() {
		<-terminated
		states.Shutdown()
		server.GracefulStop()
	}()
	go func() {
		io.Copy(io.Discard, os.Stdin)
		server.Stop()
	}()
	if err := line.Write(map[string]int{"port": listener.Addr().(*net.TCPAddr).Port}); err != nil {
		return err
	}
	return server.Serve(listener)
}

// duration returns that of the environment, 0 if there is none, which is for ever.
func duration(name string) time.Duration {
	d, _ := time.ParseDuration(os.Getenv(name))
	return d
}

type service struct {
	testgrpc.UnimplementedTestServiceServer
	name string
}

func (s *service) UnaryCall(ctx context.Context, request *testgrpc.SimpleRequest) (*testgrpc.SimpleResponse, error) {
	var want command.Command
	if err := json.Unmarshal(request.GetPayload().GetBody(), &want); err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	md, _ := metadata.FromIncomingContext(ctx)
	own := echoed(md, s.name)
	if err := grpc.SetHeader(ctx, own); err != nil {
		return nil, err
	}
	if err := grpc.SetTrailer(ctx, own); err != nil {
		return nil, err
	}
	run := map[string]any{"event": "run", "id": want.ID, "attempts": append([]string{}, md.Get("grpc-previous-rpc-attempts")...)}
	if err := line.Write(run); err != nil {
		return nil, err
	}
	switch want.Do {
	case "echo":
	case "work":
		time.Sleep(time.Duration(want.Ms) * time.Millisecond)
	case "fail":
		var st spb.Status
		if err := proto.Unmarshal(want.Status, &st); err != nil {
			return nil, status.Error(codes.InvalidArgument, err.Error())
		}
		return nil, status.FromProto(&st).Err()
	case "hang":
		<-ctx.Done()
		err := status.FromContextError(ctx.Err()).Err()
		line.Write(map[string]any{"event": "ended", "id": want.ID, "err": ctx.Err().Error()})
		return nil, err
	default:
		return nil, status.Error(codes.InvalidArgument, fmt.Sprintf("no such thing: %q", want.Do))
	}
	body, err := json.Marshal(s.seen(ctx, md))
	if err != nil {
		return nil, err
	}
	return &testgrpc.SimpleResponse{Payload: &testgrpc.Payload{Body: body}}, nil
}

// FullDuplexCall sends its header before anything comes, then each payload back.
func (s *service) FullDuplexCall(stream testgrpc.TestService_FullDuplexCallServer) error {
	md, _ := metadata.FromIncomingContext(stream.Context())
	own := echoed(md, s.name)
	if err := stream.SendHeader(own); err != nil {
		return err
	}
	stream.SetTrailer(own)
	for {
		request, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if err := stream.Send(&testgrpc.StreamingOutputCallResponse{Payload: request.GetPayload()}); err != nil {
			return err
		}
	}
}

func (s *service) seen(ctx context.Context, md metadata.MD) command.Seen {
	left := int64(-1)
	if deadline, ok := ctx.Deadline(); ok {
		left = time.Until(deadline).Milliseconds()
	}
	seen := command.Seen{Server: s.name, IDs: md.Get("x-id"), Left: left}
	for _, value := range md.Get("x-id-bin") {
		seen.Bins = append(seen.Bins, []byte(value))
	}
	if tenants := md.Get("x-tenant"); len(tenants) > 0 {
		seen.Tenant = tenants[0]
	}
	return seen
}

// echoed returns what a response carries of its request, and which server gave it.
func echoed(md metadata.MD, name string) metadata.MD {
	own := metadata.Pairs("x-server", name)
	own.Append("x-id", md.Get("x-id")...)
	own.Append("x-id-bin", md.Get("x-id-bin")...)
	return own
}
