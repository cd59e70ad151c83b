// Command port is a small service as many are in Go: the library, which readers reach, and the stock behind it, with
// interceptors for authentication, logging and forwarding. Its port to TypeScript is in spec/examples/port, line by line;
// one script drives both.
//
// It prints a line for each call, and before them the address of the library. It ends when its standard input does.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"os"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	libraryv1 "mdctx.test/interop/port/gen"
)

func main() {
	stockServer := grpc.NewServer(
		grpc.ChainUnaryInterceptor(logUnary),
		grpc.ChainStreamInterceptor(logStream),
	)
	libraryv1.RegisterStockServer(stockServer, newStock())
	stockAddress := serve(stockServer)

	channel, err := grpc.NewClient(stockAddress,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithChainUnaryInterceptor(forwardUnary),
	)
	if err != nil {
		log.Fatal(err)
	}

	libraryServer := grpc.NewServer(
		grpc.ChainUnaryInterceptor(logUnary, authUnary),
		grpc.ChainStreamInterceptor(logStream, authStream),
	)
	libraryv1.RegisterLibraryServer(libraryServer, &library{stock: libraryv1.NewStockClient(channel)})
	fmt.Println(serve(libraryServer))

	io.Copy(io.Discard, os.Stdin)
	libraryServer.Stop()
	channel.Close()
	stockServer.Stop()
}

func serve(server *grpc.Server) string {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	go server.Serve(listener)
	return listener.Addr().String()
}
