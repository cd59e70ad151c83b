/** A client and a server of nice-grpc that talk to each other, for tests. */
export { type Pair, type PairInit, pair } from './pair';
