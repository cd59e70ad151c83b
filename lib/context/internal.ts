/** What the other folders of lib/ use of this one, in addition to its index. */
export { contextOf } from './ambient';
export { newCallContext } from './call-context';
export type { CancelState } from './cancel-state';
export type { Cancellation, Subscriber } from './cancellation';
export { type Clock, clockKey, systemClock } from './clock';
export { callContained } from './contained';
export { cancelStateOf, isContext } from './context-impl';
export { kindOf } from './errors';
export { type Entry, LazyValueEntry, reservedKey, ValueEntry } from './key';
export { shared } from './shared';
export { withReservedValue } from './value';
