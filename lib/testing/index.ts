/**
 * What a test of handlers and interceptors needs: calls without a network, and a clock that stands still. It needs no
 * runtime; `mdctx/testing/nice-grpc` has a client and a server.
 */
export { callStream, type StreamCallInit, type StreamOutcome } from './call-stream';
export { callUnary, type UnaryCallInit, type UnaryOutcome } from './call-unary';
export type { CallInit, Outcome } from './incoming-call';
export { type ManualClock, manualClock, withClock } from './manual-clock';
export { unredacted } from './unredacted';
