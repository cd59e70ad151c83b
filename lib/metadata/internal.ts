/** What the other folders of lib/ use of this one, in addition to its index. */
export { decodeBinary, encodeBinary } from './binary';
export { type Incoming, incomingKey, withIncoming } from './incoming';
export { appendOwned, setOwned } from './md';
export { isBinary, isHopByHop, isReserved, lower, type Name, nameOf } from './name';
export { outgoingSentAs } from './outgoing';
export type { StoredPairs } from './pairs';
export { quote } from './quote';
export { isSingleton } from './single';
export { validateEntry } from './validate';
