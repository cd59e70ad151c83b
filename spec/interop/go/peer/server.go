package peer

import (
	"context"
	"net"
	"sync"

	"google.golang.org/grpc"
	testgrpc "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/stats"
)

type serveArgs struct {
	Run           string            `json:"run"`
	Methods       map[string][]Step `json:"methods"`
	Base          []Step            `json:"base"`
	Unary         [][]Step          `json:"unary"`
	Stream        [][]Step          `json:"stream"`
	MaxHeaderList uint32            `json:"maxHeaderList"`
	TLS           *Certificate      `json:"tls"`
}

// record is what one RPC left behind on the server.
type record struct {
	Method  string         `json:"method"`
	Handled bool           `json:"handled"`
	Notes   map[string]any `json:"notes"`
	notes   notes
	work    sync.WaitGroup
}

// server is one listening grpc-go server and what its calls left behind.
type server struct {
	run     *run
	args    serveArgs
	port    int
	grpc    *grpc.Server
	mu      sync.Mutex
	changed *sync.Cond
	calls   []*record
	done    int
}

func (p *Peer) serve(args serveArgs) (any, error) {
	lis, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := p.run(args.Run)
	s := &server{run: r, args: args, port: lis.Addr().(*net.TCPAddr).Port}
	s.changed = sync.NewCond(&s.mu)
	opts, err := s.options()
	if err != nil {
		return nil, err
	}
	s.grpc = grpc.NewServer(opts...)
	testgrpc.RegisterTestServiceServer(s.grpc, &service{server: s})
	r.mu.Lock()
	r.servers[s.port] = s
	r.mu.Unlock()
	go s.grpc.Serve(lis)
	return map[string]int{"port": s.port}, nil
}

func (s *server) options() ([]grpc.ServerOption, error) {
	opts := []grpc.ServerOption{grpc.StatsHandler(&recorder{server: s})}
	if s.args.MaxHeaderList > 0 {
		opts = append(opts, grpc.MaxHeaderListSize(s.args.MaxHeaderList))
	}
	if s.args.TLS != nil {
		creds, err := s.args.TLS.server()
		if err != nil {
			return nil, err
		}
		opts = append(opts, grpc.Creds(creds))
	}
	for _, steps := range s.args.Unary {
		opts = append(opts, grpc.ChainUnaryInterceptor(s.unary(steps)))
	}
	for _, steps := range s.args.Stream {
		opts = append(opts, grpc.ChainStreamInterceptor(s.stream(steps)))
	}
	if s.args.Base != nil {
		opts = append(opts, grpc.UnaryInterceptor(s.unary(s.args.Base)), grpc.StreamInterceptor(s.stream(s.args.Base)))
	}
	return opts, nil
}

type recordsArgs struct {
	Run     string `json:"run"`
	Port    int    `json:"port"`
	Handled int    `json:"handled"`
}

// records waits until so many handlers, and all that they started, are done.
func (p *Peer) records(args recordsArgs) (any, error) {
	s, err := p.run(args.Run).server(args.Port)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.done < args.Handled {
		s.changed.Wait()
	}
	out := make([]*record, len(s.calls))
	for i, c := range s.calls {
		c.Notes = c.notes.all()
		out[i] = c
	}
	return out, nil
}

type recordKey struct{}

// recorder opens a record for each RPC, before any interceptor runs.
type recorder struct{ server *server }

func (h *recorder) TagRPC(ctx context.Context, info *stats.RPCTagInfo) context.Context {
	c := &record{Method: info.FullMethodName}
	h.server.mu.Lock()
	h.server.calls = append(h.server.calls, c)
	h.server.mu.Unlock()
	return context.WithValue(ctx, recordKey{}, c)
}

func (h *recorder) HandleRPC(context.Context, stats.RPCStats) {}

func (h *recorder) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

func (h *recorder) HandleConn(context.Context, stats.ConnStats) {}
