package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	libraryv1 "mdctx.test/interop/port/gen"
)

var titles = []string{"Emma", "Middlemarch", "Persuasion", "The Waves"}

// library lends what is in stock.
type library struct {
	libraryv1.UnimplementedLibraryServer
	stock libraryv1.StockClient
}

// Borrow takes a copy from the stock, for the reader.
func (l *library) Borrow(ctx context.Context, req *libraryv1.BorrowRequest) (*libraryv1.BorrowReply, error) {
	grpc.SetHeader(ctx, metadata.Pairs("served-by", "library"))
	var header, trailer metadata.MD
	ctx = metadata.AppendToOutgoingContext(ctx, "reader", readerFromContext(ctx))
	taken, err := l.stock.Take(ctx, &libraryv1.TakeRequest{Title: req.Title}, grpc.Header(&header), grpc.Trailer(&trailer))
	if err != nil {
		return nil, err
	}
	grpc.SetTrailer(ctx, metadata.MD{"shelf": header["shelf"], "left": trailer["left"]})
	return &libraryv1.BorrowReply{Title: req.Title, Copy: taken.Copy, Seen: taken.Seen}, nil
}

// Search sends the titles that have a word in them.
func (l *library) Search(req *libraryv1.SearchRequest, stream grpc.ServerStreamingServer[libraryv1.Book]) error {
	var found []string
	for _, title := range titles {
		if strings.Contains(title, req.Word) {
			found = append(found, title)
		}
	}
	if len(found) == 0 {
		return status.Error(codes.NotFound, fmt.Sprintf("no title has %s in it", req.Word))
	}
	if err := stream.SendHeader(metadata.Pairs("found", strconv.Itoa(len(found)))); err != nil {
		return err
	}
	for _, title := range found {
		if err := stream.Send(&libraryv1.Book{Title: title}); err != nil {
			return err
		}
	}
	stream.SetTrailer(metadata.Pairs("searched-by", readerFromContext(stream.Context())))
	return nil
}
