// Package control is a control plane of xDS whose snapshots come from the standard input: one a line, as
// {"version": "7", "resources": [{"@type": "...", ...}]} with the resources in protobuf's JSON.
package control

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net"
	"os"
	"sync"
	"time"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	discovery "github.com/envoyproxy/go-control-plane/envoy/service/discovery/v3"
	"github.com/envoyproxy/go-control-plane/pkg/cache/types"
	"github.com/envoyproxy/go-control-plane/pkg/cache/v3"
	"github.com/envoyproxy/go-control-plane/pkg/resource/v3"
	"github.com/envoyproxy/go-control-plane/pkg/server/v3"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/anypb"

	_ "github.com/envoyproxy/go-control-plane/envoy/config/cluster/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/config/endpoint/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/config/route/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/rbac/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/router/v3"
	_ "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"

	"mdctx.test/fleet/line"
)

type snapshot struct {
	Version   string            `json:"version"`
	Resources []json.RawMessage `json:"resources"`
}

// everyNode has each node get the same snapshot.
type everyNode struct{}

func (everyNode) ID(*core.Node) string { return "" }

// Run serves on the port args[0], 0 for a free one, until the standard input ends. It tells {"port": N}, {"set": version}
// when a snapshot is in force, {"acked": {type, version}} when a client took one, and {"refused": text} when one did not.
func Run(args []string) error {
	port := "0"
	if len(args) > 0 {
		port = args[0]
	}
	listener, err := net.Listen("tcp", "127.0.0.1:"+port)
	if err != nil {
		return err
	}
	snapshots := cache.NewSnapshotCache(false, everyNode{}, nil)
	watch := &watch{}
	grpcServer := grpc.NewServer()
	discovery.RegisterAggregatedDiscoveryServiceServer(grpcServer,
		server.NewServer(context.Background(), snapshots, server.CallbackFuncs{StreamRequestFunc: watch.request}))
	go grpcServer.Serve(listener)
	if err := line.Write(map[string]int{"port": listener.Addr().(*net.TCPAddr).Port}); err != nil {
		return err
	}
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		if err := set(snapshots, in.Bytes()); err != nil {
			return err
		}
	}
	return in.Err()
}

func set(snapshots cache.SnapshotCache, text []byte) error {
	var want snapshot
	if err := json.Unmarshal(text, &want); err != nil {
		return err
	}
	byType := map[resource.Type][]types.Resource{}
	texts := map[resource.Type][]byte{}
	for _, raw := range want.Resources {
		var packed anypb.Any
		if err := protojson.Unmarshal(raw, &packed); err != nil {
			return fmt.Errorf("%s: %w", raw, err)
		}
		message, err := packed.UnmarshalNew()
		if err != nil {
			return err
		}
		byType[packed.TypeUrl] = append(byType[packed.TypeUrl], message)
		texts[packed.TypeUrl] = append(texts[packed.TypeUrl], raw...)
	}
	made, err := cache.NewSnapshot(want.Version, byType)
	if err != nil {
		return err
	}
	// What has not changed is not sent again.
	for url, text := range texts {
		made.Resources[cache.GetResponseType(url)].Version = fmt.Sprintf("%x", sha256.Sum256(text))
	}
	if err := snapshots.SetSnapshot(context.Background(), "", made); err != nil {
		return err
	}
	return line.Write(map[string]string{"set": want.Version})
}

// watch tells what clients make of the snapshots.
type watch struct {
	mu      sync.Mutex
	refused map[string]bool
}

func (w *watch) request(_ int64, request *discovery.DiscoveryRequest) error {
	fault := request.GetErrorDetail().GetMessage()
	if fault == "" {
		if request.VersionInfo == "" {
			return nil
		}
		return line.Write(map[string]any{"acked": map[string]string{"type": request.TypeUrl, "version": request.VersionInfo}})
	}
	w.mu.Lock()
	told := w.refused[fault]
	if w.refused == nil {
		w.refused = map[string]bool{}
	}
	w.refused[fault] = true
	w.mu.Unlock()
	time.Sleep(time.Second) // the cache answers at once with what was refused
	if told {
		return nil
	}
	return line.Write(map[string]string{"refused": fault})
}
