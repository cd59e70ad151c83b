package peer

import (
	"context"
	"fmt"
	"io"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	testgrpc "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"

	"mdctx.test/interop/latin1"
)

// Call is one RPC of a client script.
type Call struct {
	Port         int           `json:"port"`
	Method       string        `json:"method"`
	Ctx          []Step        `json:"ctx"`
	Text         latin1.String `json:"text"`
	Steps        []Step        `json:"steps"`
	Meanwhile    []Step        `json:"meanwhile"`
	WaitForReady *bool         `json:"waitForReady"`
	Creds        *Creds        `json:"creds"`
}

// Channel tells how a client connects.
type Channel struct {
	UserAgent     string       `json:"userAgent"`
	MaxHeaderList uint32       `json:"maxHeaderList"`
	ServiceConfig string       `json:"serviceConfig"`
	Authority     string       `json:"authority"`
	TLS           *Certificate `json:"tls"`
	Unary         [][]Step     `json:"unary"`
	Base          []Step       `json:"base"`
	Stream        [][]Step     `json:"stream"`
	Creds         *Creds       `json:"creds"`
	WaitForReady  *bool        `json:"waitForReady"`
}

type callArgs struct {
	Run      string  `json:"run"`
	Port     int     `json:"port"`
	Channel  Channel `json:"channel"`
	Calls    []Call  `json:"calls"`
	Parallel bool    `json:"parallel"`
}

// result is what the caller saw of one RPC.
type result struct {
	Status   string         `json:"status"`
	Header   any            `json:"header"`
	Trailer  any            `json:"trailer"`
	Peer     any            `json:"peer"`
	Reply    latin1.String  `json:"reply"`
	Finished []any          `json:"finished"`
	Notes    map[string]any `json:"notes"`
	err      error
}

func (p *Peer) call(args callArgs) (any, error) {
	r := p.run(args.Run)
	cc, err := r.dial(args.Port, args.Channel)
	if err != nil {
		return nil, err
	}
	results := make([]*result, len(args.Calls))
	var work sync.WaitGroup
	for i, c := range args.Calls {
		one := func() { results[i] = r.call(context.Background(), cc, args.Port, c) }
		if args.Parallel {
			work.Go(one)
		} else {
			one()
		}
	}
	work.Wait()
	return results, nil
}

// dial opens a channel that stays open until the run ends.
func (r *run) dial(port int, ch Channel) (*grpc.ClientConn, error) {
	creds := credentials.TransportCredentials(insecure.NewCredentials())
	if ch.TLS != nil {
		creds = ch.TLS.client()
	}
	opts := []grpc.DialOption{grpc.WithTransportCredentials(creds)}
	if ch.UserAgent != "" {
		opts = append(opts, grpc.WithUserAgent(ch.UserAgent))
	}
	if ch.Authority != "" {
		opts = append(opts, grpc.WithAuthority(ch.Authority))
	}
	if ch.MaxHeaderList > 0 {
		opts = append(opts, grpc.WithMaxHeaderListSize(ch.MaxHeaderList))
	}
	if ch.ServiceConfig != "" {
		opts = append(opts, grpc.WithDefaultServiceConfig(ch.ServiceConfig))
	}
	if ch.WaitForReady != nil {
		opts = append(opts, grpc.WithDefaultCallOptions(grpc.WaitForReady(*ch.WaitForReady)))
	}
	if ch.Creds != nil {
		opts = append(opts, grpc.WithPerRPCCredentials(ch.Creds))
	}
	for _, steps := range ch.Unary {
		opts = append(opts, grpc.WithChainUnaryInterceptor(r.unaryClient(steps, port)))
	}
	for _, steps := range ch.Stream {
		opts = append(opts, grpc.WithChainStreamInterceptor(r.streamClient(steps, port)))
	}
	if ch.Base != nil {
		opts = append(opts, grpc.WithUnaryInterceptor(r.unaryClient(ch.Base, port)))
	}
	cc, err := grpc.NewClient(fmt.Sprintf("passthrough:///127.0.0.1:%d", port), opts...)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.conns = append(r.conns, cc)
	return cc, nil
}

// call makes one RPC whose context derives from ctx.
func (r *run) call(ctx context.Context, cc *grpc.ClientConn, port int, c Call) *result {
	untouched := metadata.Pairs("untouched", "yes")
	header, trailer := untouched, untouched
	var from peer.Peer
	out := &result{Finished: []any{}}
	opts := []grpc.CallOption{grpc.Header(&header), grpc.Trailer(&trailer), grpc.Peer(&from)}
	opts = append(opts, grpc.OnFinish(func(err error) {
		out.Finished = append(out.Finished, text(err), latin1.FromMD(trailer))
	}))
	if c.WaitForReady != nil {
		opts = append(opts, grpc.WaitForReady(*c.WaitForReady))
	}
	if c.Creds != nil {
		opts = append(opts, grpc.PerRPCCredentials(c.Creds))
	}
	var kept notes
	f := &frame{run: r, notes: &kept, port: port}
	f.ctx = ctx
	derived, err := r.derive(ctx, c.Ctx)
	if err != nil {
		out.Status = err.Error()
		return out
	}
	f.ctx = derived
	if c.Meanwhile != nil {
		background := *f
		go background.steps(c.Meanwhile)
	}
	out.Reply, err = f.invoke(cc, c, opts)
	out.Status, out.err = text(err), err
	out.Header, out.Trailer = latin1.FromMD(header), latin1.FromMD(trailer)
	if from.Addr != nil {
		out.Peer = described(&from, port)
	}
	out.Notes = kept.all()
	return out
}

func (f *frame) invoke(cc *grpc.ClientConn, c Call, opts []grpc.CallOption) (latin1.String, error) {
	client := testgrpc.NewTestServiceClient(cc)
	switch c.Method {
	case "UnaryCall":
		m, err := client.UnaryCall(f.ctx, &testgrpc.SimpleRequest{Payload: payload(c.Text)}, opts...)
		return latin1.String(m.GetPayload().GetBody()), err
	case "EmptyCall":
		_, err := client.EmptyCall(f.ctx, &testgrpc.Empty{}, opts...)
		return "", err
	case "StreamingOutputCall", "StreamingInputCall", "FullDuplexCall":
		if err := f.open(client, c, opts); err != nil {
			return "", err
		}
		return f.finish(c.Steps)
	}
	return "", cc.Invoke(f.ctx, c.Method, &testgrpc.Empty{}, &testgrpc.Empty{}, opts...)
}

// finish runs the steps of a stream and then reads it to its end.
func (f *frame) finish(script []Step) (latin1.String, error) {
	if err := f.steps(script); err != nil {
		return "", err
	}
	var all latin1.String
	for {
		m, err := f.io.recv()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return all, err
		}
		all += m
	}
}

// downstream makes a call with the context of a handler.
func (f *frame) downstream(s Step) error {
	cc, err := f.run.dial(s.Call.Port, Channel{})
	if err != nil {
		return err
	}
	out := f.run.call(f.ctx, cc, s.Call.Port, *s.Call)
	f.notes.keep(s, out)
	if s.Kind == "return error" && out.Status != "ok" {
		return out.err
	}
	return nil
}
