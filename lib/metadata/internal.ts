/** What the other folders of lib/ use of this one, in addition to its index. */
export { decodeBinary, encodeBinary } from './binary';
export { type Incoming, incomingKey, withIncoming } from './incoming';
export { adopt, gather } from './md';
export { isBinary, isHopByHop, isReserved, lower, type Name, nameOf } from './name';
export { quote } from './quote';
export { isSingle } from './single';
export { faultOfEntry } from './validate';
