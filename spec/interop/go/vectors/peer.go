package vectors

import (
	"google.golang.org/grpc/peer"
)

type addr string

func (addr) Network() string  { return "tcp" }
func (a addr) String() string { return string(a) }

type auth string

func (a auth) AuthType() string { return string(a) }

// peerString is the text of a peer with these fields; an empty one is absent.
func peerString(in []string) string {
	p := &peer.Peer{}
	if in[0] != "" {
		p.Addr = addr(in[0])
	}
	if in[1] != "" {
		p.LocalAddr = addr(in[1])
	}
	if in[2] != "" {
		p.AuthInfo = auth(in[2])
	}
	return p.String()
}
