// Package vectors replays operations on metadata and contexts with grpc-go and Go's context, and
// reports what each gave.
package vectors

import (
	"strconv"
	"time"

	"mdctx.test/interop/latin1"
	"mdctx.test/interop/line"
)

type codecArgs struct {
	Op     string            `json:"op"`
	Inputs [][]latin1.String `json:"inputs"`
}

// outcome is the value of a function, or its error.
type outcome struct {
	Value latin1.String `json:"value"`
	Error string        `json:"error,omitempty"`
}

// codec applies one of grpc-go's functions on strings to each of many inputs.
func codec(args codecArgs) (any, error) {
	out := make([]outcome, len(args.Inputs))
	for i, in := range args.Inputs {
		out[i] = apply(args.Op, latin1.Strings(in))
	}
	return out, nil
}

func apply(op string, in []string) outcome {
	switch op {
	case "encodeTimeout":
		ns, err := strconv.ParseInt(in[0], 10, 64)
		if err != nil {
			return result("", err)
		}
		return result(encodeDuration(time.Duration(ns)), nil)
	case "decodeTimeout":
		d, err := decodeTimeout(in[0])
		return result(strconv.FormatInt(int64(d), 10), err)
	case "encodeMessage":
		return result(encodeGrpcMessage(in[0]), nil)
	case "decodeMessage":
		return result(decodeGrpcMessage(in[0]), nil)
	case "encodeValue":
		return result(encodeMetadataHeader(in[0], in[1]), nil)
	case "decodeValue":
		return result(decodeMetadataHeader(in[0], in[1]))
	case "validate":
		return result("", validatePair(in[0], in[1:]...))
	case "peerString":
		return result(peerString(in), nil)
	case "reserved":
		return result(strconv.FormatBool(isReservedHeader(in[0])), nil)
	}
	return outcome{Error: "vectors: no such codec: " + op}
}

func result(v string, err error) outcome {
	if err != nil {
		return outcome{Error: err.Error()}
	}
	return outcome{Value: latin1.String(v)}
}

// Register answers the ops of this package on s.
func Register(s *line.Server) {
	line.Handle(s, "vectors.codec", codec)
	line.Handle(s, "vectors.replay", replay)
}
