package peer

import (
	"fmt"
	"sync"

	"google.golang.org/grpc/metadata"
)

// fakeStream is a ServerTransportStream that keeps what it is told.
type fakeStream struct {
	name string
	mu   sync.Mutex
	told []string
}

func (f *fakeStream) Method() string { return f.name }

func (f *fakeStream) SetHeader(md metadata.MD) error { return f.tell("setHeader", md) }

func (f *fakeStream) SendHeader(md metadata.MD) error { return f.tell("sendHeader", md) }

func (f *fakeStream) SetTrailer(md metadata.MD) error { return f.tell("setTrailer", md) }

func (f *fakeStream) tell(what string, md metadata.MD) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.told = append(f.told, fmt.Sprintf("%s k=%v", what, md.Get("k")))
	return nil
}

// fake gives the run's fake stream of that name.
func (r *run) fake(name string) *fakeStream {
	r.mu.Lock()
	defer r.mu.Unlock()
	f, ok := r.fakes[name]
	if !ok {
		f = &fakeStream{name: name, told: []string{}}
		r.fakes[name] = f
	}
	return f
}
