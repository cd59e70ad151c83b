/**
 * mdctx: Go's `metadata`, `context`, `peer` and `status` for gRPC on Node, held in `AsyncLocalStorage`.
 *
 * The packages are namespaces, so that Go's names read as in Go: `metadata.Pairs`, `peer.fromContext`. The most used names
 * are exported flat, too.
 */
export * as codes from './codes';
export * as context from './context';
export {
  background,
  Canceled,
  type Context,
  current,
  DeadlineExceeded,
  run,
  withCancel,
  withDeadline,
  withTimeout,
  withValue,
} from './context';
export * as grpc from './grpc';
export { sendHeader, setHeader, setTrailer } from './grpc';
export * as metadata from './metadata';
export {
  appendToOutgoingContext,
  fromIncomingContext,
  Join,
  MD,
  New,
  newOutgoingContext,
  Pairs,
} from './metadata';
export * as peer from './peer';
export * as status from './status';
