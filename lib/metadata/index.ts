/**
 * grpc-go's `metadata`: the type `MD`, and the metadata that a context carries, that which came in and that which
 * goes out.
 */
export { Join, New, Pairs } from './construct';
export {
  firstFromIncomingContext,
  fromIncomingContext,
  newIncomingContext,
  valueFromIncomingContext,
} from './incoming';
export type { Init } from './md';
export { MD } from './md';
export {
  appendToOutgoingContext,
  fromOutgoingContext,
  newOutgoingContext,
  valueFromOutgoingContext,
} from './outgoing';
export { validate } from './validate';
export type { Value } from './value';
