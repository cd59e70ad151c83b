// Package caller is a client of the fleet in grpc-go, which compares what comes back with what it sent.
package caller

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	testgrpc "google.golang.org/grpc/interop/grpc_testing"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	_ "google.golang.org/grpc/xds" // the xds scheme

	"mdctx.test/fleet/command"
	"mdctx.test/fleet/line"
)

// Result is what a run comes to.
type Result struct {
	Calls  int            `json:"calls"`
	Failed map[string]int `json:"failed"`
	Mixed  int            `json:"mixed"`
	// Left is the longest time that a handler had, in milliseconds.
	Left int64 `json:"left"`
	// Attempts counts what the handlers saw of grpc-previous-rpc-attempts.
	Attempts map[string]int `json:"attempts"`
	Servers  map[string]int `json:"servers"`
}

// Run makes calls to a target, by several callers, and tells a Result in the end.
func Run(args []string) error {
	flags := flag.NewFlagSet("call", flag.ContinueOnError)
	target := flags.String("target", "", "where to")
	calls := flags.Int("calls", 100, "how many")
	callers := flags.Int("callers", 8, "at a time")
	tenant := flags.String("tenant", "", "value of x-tenant")
	until := flags.String("until", "", "go on until a service whose name begins so has answered")
	do := flags.String("do", "work", "what a call asks for")
	config := flags.String("config", "", "default service config")
	if err := flags.Parse(args); err != nil {
		return err
	}
	options := []grpc.DialOption{grpc.WithTransportCredentials(insecure.NewCredentials())}
	if *config != "" {
		options = append(options, grpc.WithDefaultServiceConfig(*config))
	}
	conn, err := grpc.NewClient(*target, options...)
	if err != nil {
		return err
	}
	defer conn.Close()
	load := &load{client: testgrpc.NewTestServiceClient(conn), tenant: *tenant, do: *do}
	load.result = Result{Failed: map[string]int{}, Servers: map[string]int{}, Attempts: map[string]int{}}
	var running sync.WaitGroup
	for caller := range *callers {
		running.Go(func() {
			for n := caller; n < *calls || !load.reached(*until); n += *callers {
				load.call(fmt.Sprintf("go-%s-%d", *tenant, n))
			}
		})
	}
	running.Wait()
	return line.Write(load.result)
}

type load struct {
	client testgrpc.TestServiceClient
	tenant string
	do     string
	mu     sync.Mutex
	result Result
}

// reached reports whether a service whose name begins with prefix has answered.
func (l *load) reached(prefix string) bool {
	if prefix == "" {
		return true
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for name := range l.result.Servers {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

func (l *load) call(id string) {
	ids := []string{id, id + ", again"}
	bins := []string{id + "\x00\xff", "\x00"}
	md := metadata.MD{"x-id": ids, "x-id-bin": bins}
	if l.tenant != "" {
		md.Set("x-tenant", l.tenant)
	}
	ctx, cancel := context.WithTimeout(metadata.NewOutgoingContext(context.Background(), md), time.Minute)
	defer cancel()
	body, _ := json.Marshal(command.Command{ID: id, Do: l.do, Ms: 2})
	var header, trailer metadata.MD
	response, err := l.client.UnaryCall(ctx, &testgrpc.SimpleRequest{Payload: &testgrpc.Payload{Body: body}},
		grpc.Header(&header), grpc.Trailer(&trailer))
	var seen command.Seen
	if err == nil {
		err = json.Unmarshal(response.GetPayload().GetBody(), &seen)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.result.Calls++
	if err != nil {
		l.result.Failed[status.Code(err).String()+" "+status.Convert(err).Message()]++
		return
	}
	l.result.Servers[seen.Server]++
	l.result.Left = max(l.result.Left, seen.Left)
	for _, attempts := range seen.Attempts {
		l.result.Attempts[attempts]++
	}
	got := []string{}
	for _, bin := range seen.Bins {
		got = append(got, string(bin))
	}
	same := slices.Equal(seen.IDs, ids) && slices.Equal(got, bins) && seen.Tenant == l.tenant
	for _, md := range []metadata.MD{header, trailer} {
		same = same && slices.Equal(md.Get("x-id"), ids) && slices.Equal(md.Get("x-id-bin"), bins)
	}
	if !same {
		l.result.Mixed++
	}
}
