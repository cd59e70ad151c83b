/** What the other folders of lib/ use of this one, in addition to its index. */
export { newCallContext } from './call-context';
export type { CancelState, Subscriber } from './cancel-state';
export { type Clock, clockKey, systemClock } from './clock';
export { callContained } from './contained';
export { isContext } from './context';
export { cancelStateOf } from './context-impl';
export { type Entry, LazyValueEntry, reservedKey, ValueEntry } from './key';
export { shared } from './shared';
export { withReservedValue } from './value';
