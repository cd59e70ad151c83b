package vectors

import (
	"net"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
)

// peerArgs spells a peer; an empty text is an absent field.
type peerArgs struct {
	Nil       bool   `json:"nil"`
	Addr      string `json:"addr"`
	LocalAddr string `json:"localAddr"`
	AuthInfo  string `json:"authInfo"`
}

type addr string

func (addr) Network() string  { return "tcp" }
func (a addr) String() string { return string(a) }

type auth string

func (a auth) AuthType() string { return string(a) }

func peerStrings(args []peerArgs) (any, error) {
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = a.peer().String()
	}
	return out, nil
}

func (a peerArgs) peer() *peer.Peer {
	if a.Nil {
		return nil
	}
	p := &peer.Peer{}
	if a.Addr != "" {
		p.Addr = net.Addr(addr(a.Addr))
	}
	if a.LocalAddr != "" {
		p.LocalAddr = net.Addr(addr(a.LocalAddr))
	}
	if a.AuthInfo != "" {
		p.AuthInfo = credentials.AuthInfo(auth(a.AuthInfo))
	}
	return p
}
