package main

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	libraryv1 "mdctx.test/interop/port/gen"
)

// stock knows how many copies there are of each title.
type stock struct {
	libraryv1.UnimplementedStockServer
	mu     sync.Mutex
	copies map[string]int32
}

func newStock() *stock {
	return &stock{copies: map[string]int32{"Emma": 2, "Persuasion": 1}}
}

// Take takes a copy. One that is being bound is there tomorrow, for those who wait so long.
func (s *stock) Take(ctx context.Context, req *libraryv1.TakeRequest) (*libraryv1.TakeReply, error) {
	if err := grpc.SendHeader(ctx, metadata.Pairs("shelf", strings.ToLower(req.Title[:1]))); err != nil {
		return nil, err
	}
	if req.Title == "Middlemarch" {
		if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < 24*time.Hour {
			return nil, status.Error(codes.FailedPrecondition, "it is being bound")
		}
		return &libraryv1.TakeReply{Copy: 1, Seen: seen(ctx)}, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	left := s.copies[req.Title]
	if left == 0 {
		return nil, status.Error(codes.ResourceExhausted, "no copy left")
	}
	s.copies[req.Title] = left - 1
	grpc.SetTrailer(ctx, metadata.Pairs("left", strconv.Itoa(int(left-1)), "left", "of "+req.Title))
	return &libraryv1.TakeReply{Copy: left, Seen: seen(ctx)}, nil
}

// seen returns the metadata of the call, but for what the runtime sends.
func seen(ctx context.Context) []string {
	md, _ := metadata.FromIncomingContext(ctx)
	var lines []string
	for _, key := range []string{"authorization", "cookie", "reader", "x-branch", "x-other", "x-request-id"} {
		for _, value := range md.Get(key) {
			lines = append(lines, key+"="+value)
		}
	}
	return lines
}
