/** What the other folders of lib/ use of this one, in addition to its index. */
export { decodeBinary, encodeBinary } from './binary';
export { mdOf } from './construct';
export { type Incoming, incomingKey, withIncoming } from './incoming';
export { appendOwned, setOwned } from './md';
export { isBinary, isHopByHop, isReserved, lower, type Name, nameOf } from './name';
export { outgoingSentAs } from './outgoing';
export { quote } from './quote';
export { isSingleton } from './singleton';
export { validateEntry } from './validate';
export { type StoredPairs, storedPairs, typeName } from './value';
