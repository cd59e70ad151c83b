// Command interop is the grpc-go side of mdctx's interop tests: a server and a client that do what
// a script says, a raw HTTP/2 peer, and a replayer of operations on metadata and contexts.
// It answers JSON requests on standard input, one on a line.
package main

import (
	"fmt"
	"os"
	"runtime"

	"google.golang.org/grpc"

	"mdctx.test/interop/line"
	"mdctx.test/interop/peer"
	"mdctx.test/interop/vectors"
	"mdctx.test/interop/wire"
)

func main() {
	lines := line.New(os.Stdout)
	line.Handle(lines, "hello", func(struct{}) (any, error) {
		return map[string]string{"grpc": grpc.Version, "go": runtime.Version()}, nil
	})
	peer.Register(lines)
	vectors.Register(lines)
	wire.Register(lines)
	if err := lines.Serve(os.Stdin); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
