/** What the other folders of lib/ use of this one, in addition to its index. */

export { mdOf } from './construct';
export { type Incoming, incomingKey, withIncoming } from './incoming';
export { addAll, appendOwned, setOwned } from './md';
export { isHopByHop, isReserved, isSingleton, lower, type Name, nameOf } from './name';
export { outgoingKey } from './outgoing';
export { validateEntry } from './validate';
export { decodeBinary, encodeBinary, quote } from './value';
