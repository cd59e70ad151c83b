package peer

import (
	"fmt"
	"net"
	"strconv"

	"google.golang.org/grpc/peer"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// address is host and port, with the port of the run's server replaced by its part in the play.
func address(a net.Addr, port int) string {
	if a == nil {
		return "none"
	}
	host, p, err := net.SplitHostPort(a.String())
	if err != nil {
		return a.String()
	}
	if p == strconv.Itoa(port) {
		return host + ":server"
	}
	return host + ":other"
}

func described(p *peer.Peer, port int) map[string]string {
	auth := "none"
	if p.AuthInfo != nil {
		auth = p.AuthInfo.AuthType()
	}
	return map[string]string{
		"addr": address(p.Addr, port), "localAddr": address(p.LocalAddr, port), "authInfo": auth,
	}
}

// detail is a message to put into a status.
func detail(s string) *wrapperspb.StringValue { return wrapperspb.String(fmt.Sprint(s)) }
