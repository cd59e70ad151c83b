// Package command is what a call of the fleet asks for: JSON in the payload of a request, and in that of its response.
package command

// Command is what a request asks for.
type Command struct {
	ID string `json:"id"`
	// Do is echo, work, fail or hang; services of Node know more.
	Do string `json:"do"`
	// Ms is how long work takes.
	Ms int `json:"ms,omitempty"`
	// Status is a google.rpc.Status, with which fail fails.
	Status []byte `json:"status,omitempty"`
	// Hops are the targets that the call goes on to, one after the other.
	Hops []string `json:"hops,omitempty"`
}

// Seen is what a handler saw of its call.
type Seen struct {
	Server string   `json:"server"`
	IDs    []string `json:"ids"`
	// Bins are the values of x-id-bin.
	Bins [][]byte `json:"bins"`
	// Left is the time until the deadline in milliseconds, -1 if there is none.
	Left   int64  `json:"left"`
	Tenant string `json:"tenant"`
	// Attempts are the values of grpc-previous-rpc-attempts, as services of Node tell them.
	Attempts []string `json:"attempts,omitempty"`
}
