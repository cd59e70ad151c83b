package vectors

import (
	"time"
	_ "unsafe" // for go:linkname

	_ "google.golang.org/grpc" // the functions below are its own
)

// These are grpc-go's internal functions themselves, not copies of them: the linker is asked for
// them by name, since no package outside of grpc-go may import where they stand.

//go:linkname encodeDuration google.golang.org/grpc/internal/grpcutil.EncodeDuration
func encodeDuration(time.Duration) string

//go:linkname decodeTimeout google.golang.org/grpc/internal/transport.decodeTimeout
func decodeTimeout(string) (time.Duration, error)

//go:linkname encodeGrpcMessage google.golang.org/grpc/internal/transport.encodeGrpcMessage
func encodeGrpcMessage(string) string

//go:linkname decodeGrpcMessage google.golang.org/grpc/internal/transport.decodeGrpcMessage
func decodeGrpcMessage(string) string

//go:linkname encodeMetadataHeader google.golang.org/grpc/internal/transport.encodeMetadataHeader
func encodeMetadataHeader(k, v string) string

//go:linkname decodeMetadataHeader google.golang.org/grpc/internal/transport.decodeMetadataHeader
func decodeMetadataHeader(k, v string) (string, error)

//go:linkname validatePair google.golang.org/grpc/internal/metadata.ValidatePair
func validatePair(key string, vals ...string) error

//go:linkname isReservedHeader google.golang.org/grpc/internal/transport.isReservedHeader
func isReservedHeader(string) bool
