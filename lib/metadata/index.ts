/**
 * grpc-go's `metadata`: the type `MD`, and the metadata that a context carries, that which came in and that which
 * goes out.
 */
export { Join, New, Pairs } from './construct';
export { fromIncomingContext, newIncomingContext, valueFromIncomingContext } from './incoming';
export { type Init, MD } from './md';
export {
  appendToOutgoingContext,
  fromOutgoingContext,
  newOutgoingContext,
  valueFromOutgoingContext,
} from './outgoing';
export { validate } from './validate';
export type { Value } from './value';

// Above is what users need; below is for the other folders of this library.

/** @internal */
export { decodeBinary, encodeBinary } from './binary';
/** @internal */
export { type Incoming, incomingKey, withIncoming } from './incoming';
/** @internal */
export { adopt, gather } from './md';
/** @internal */
export { isBinary, isHopByHop, isReserved, lower, type Name, nameOf } from './name';
/** @internal */
export { quote } from './quote';
export { isSingle } from './single';
/** @internal */
export { faultOfEntry } from './validate';
