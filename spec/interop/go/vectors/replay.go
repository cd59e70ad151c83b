package vectors

import (
	"context"
	"fmt"
	"sort"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"mdctx.test/interop/latin1"
)

// Op is one operation. MD, Ctx, List and Fn are numbers of earlier results of that kind; an
// operation that makes one appends it, a panic appends an empty one.
type Op struct {
	Op   string          `json:"op"`
	MD   int             `json:"md"`
	MDs  []int           `json:"mds"`
	Ctx  int             `json:"ctx"`
	List int             `json:"list"`
	Fn   int             `json:"fn"`
	Key  latin1.String   `json:"key"`
	KV   []latin1.String `json:"kv"`
	Init latin1.MD       `json:"init"`
	Ms   int64           `json:"ms"`
	Text string          `json:"text"`
}

// state holds the results of the operations so far.
type state struct {
	mds   []metadata.MD
	lists [][]string
	ctxs  []node
	fns   []*after
	base  time.Time
}

// node is a context, with the function that ends it if it has one.
type node struct {
	ctx    context.Context
	cancel func(error)
}

// after is a function that AfterFunc holds.
type after struct {
	ctx     context.Context
	stop    func() bool
	stopped bool
	ran     chan struct{}
}

type replayArgs struct {
	Sequences [][]Op `json:"sequences"`
}

type replayed struct {
	Results []any       `json:"results"`
	MDs     []latin1.MD `json:"mds"`
}

// replay runs each sequence from nothing, and gives the result of each operation and all metadata
// as it is in the end.
func replay(args replayArgs) (any, error) {
	out := make([]replayed, len(args.Sequences))
	for i, ops := range args.Sequences {
		s := &state{base: time.Now()}
		r := replayed{Results: make([]any, len(ops)), MDs: []latin1.MD{}}
		for j, op := range ops {
			r.Results[j] = s.one(op)
		}
		for _, md := range s.mds {
			r.MDs = append(r.MDs, latin1.FromMD(md))
		}
		for _, n := range s.ctxs {
			if n.cancel != nil {
				n.cancel(nil)
			}
		}
		out[i] = r
	}
	return out, nil
}

// one runs op; a panic is its result.
func (s *state) one(op Op) (v any) {
	mds, ctxs := len(s.mds), len(s.ctxs)
	defer func() {
		if p := recover(); p != nil {
			v = map[string]string{"panic": fmt.Sprint(p)}
			if makesMD[op.Op] && len(s.mds) == mds {
				s.mds = append(s.mds, metadata.MD{})
			}
			if makesCtx[op.Op] && len(s.ctxs) == ctxs {
				s.ctxs = append(s.ctxs, node{ctx: context.Background()})
			}
		}
	}()
	if v, ok := s.onMD(op); ok {
		return v
	}
	if v, ok := s.onCarriage(op); ok {
		return v
	}
	return s.onContext(op)
}

var makesMD = map[string]bool{"New": true, "Pairs": true, "Join": true, "Copy": true}

var makesCtx = map[string]bool{"AppendToOutgoingContext": true}

func (s *state) md(md metadata.MD) any {
	s.mds = append(s.mds, md)
	return latin1.FromMD(md)
}

func (s *state) list(l []string) any {
	s.lists = append(s.lists, l)
	return latin1.List(l)
}

func (s *state) onMD(op Op) (any, bool) {
	switch op.Op {
	case "New":
		init := map[string]string{}
		for k, vs := range op.Init {
			init[k] = string(vs[0])
		}
		md := metadata.New(init)
		for _, vs := range md {
			sort.Strings(vs)
		}
		return s.md(md), true
	case "Pairs":
		return s.md(metadata.Pairs(latin1.Strings(op.KV)...)), true
	case "Join":
		mds := make([]metadata.MD, len(op.MDs))
		for i, n := range op.MDs {
			mds[i] = s.mds[n]
		}
		return s.md(metadata.Join(mds...)), true
	case "Literal":
		return s.md(op.Init.Literal()), true
	case "Copy":
		return s.md(s.mds[op.MD].Copy()), true
	case "Get":
		return s.list(s.mds[op.MD].Get(string(op.Key))), true
	case "Set":
		s.mds[op.MD].Set(string(op.Key), latin1.Strings(op.KV)...)
		return nil, true
	case "Append":
		s.mds[op.MD].Append(string(op.Key), latin1.Strings(op.KV)...)
		return nil, true
	case "Delete":
		s.mds[op.MD].Delete(string(op.Key))
		return nil, true
	case "Len":
		return s.mds[op.MD].Len(), true
	case "String":
		return latin1.String(s.mds[op.MD].String()), true
	case "Inspect":
		text := fmt.Sprintf("%v", s.mds[op.MD])
		if more := fmt.Sprintf("%+v", s.mds[op.MD]); more != text {
			return []string{text, more}, true
		}
		return []string{text}, true
	case "Show":
		return latin1.FromMD(s.mds[op.MD]), true
	case "SecondInterceptor":
		pass := func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
			return next(ctx, req)
		}
		grpc.NewServer(grpc.UnaryInterceptor(pass), grpc.UnaryInterceptor(pass))
		return nil, true
	case "Poke":
		for i := range s.lists[op.List] {
			s.lists[op.List][i] = op.Text
		}
		return nil, true
	}
	return nil, false
}

// nilable gives nil for -1.
func (s *state) nilable(n int) metadata.MD {
	if n < 0 {
		return nil
	}
	return s.mds[n]
}

// carried is metadata that may be absent.
type carried struct {
	MD latin1.MD `json:"md"`
	OK bool      `json:"ok"`
}

// from keeps what a context carried; absent metadata is kept as an empty one.
func (s *state) from(md metadata.MD, ok bool) any {
	if ok {
		s.md(md)
	} else {
		s.md(metadata.MD{})
	}
	return carried{MD: latin1.FromMD(md), OK: ok}
}

func (s *state) onCarriage(op Op) (any, bool) {
	ctx := func() context.Context { return s.ctxs[op.Ctx].ctx }
	switch op.Op {
	case "NewIncomingContext":
		s.push(metadata.NewIncomingContext(ctx(), s.nilable(op.MD)), nil)
	case "NewOutgoingContext":
		s.push(metadata.NewOutgoingContext(ctx(), s.nilable(op.MD)), nil)
	case "AppendToOutgoingContext":
		s.push(metadata.AppendToOutgoingContext(ctx(), latin1.Strings(op.KV)...), nil)
	case "FromIncomingContext":
		return s.from(metadata.FromIncomingContext(ctx())), true
	case "FromOutgoingContext":
		return s.from(metadata.FromOutgoingContext(ctx())), true
	case "ValueFromIncomingContext":
		return s.list(metadata.ValueFromIncomingContext(ctx(), string(op.Key))), true
	case "ValueFromOutgoingContext":
		return s.list(metadata.ValueFromOutgoingContext(ctx(), string(op.Key))), true
	default:
		return nil, false
	}
	return nil, true
}
