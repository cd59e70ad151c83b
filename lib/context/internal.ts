/** What the other folders of lib/ use of this one, in addition to its index. */
export { contextOf, Reentry } from './ambient';
export type { CancelState } from './cancel-state';
export type { Cancellation, Subscriber } from './cancellation';
export { type Clock, clockKey, systemClock } from './clock';
export { callContained, containRejection } from './contained';
export { LazyValueEntry, reservedKey, ValueEntry } from './context';
export { cancelStateOf, isContext } from './context-impl';
export { kindOf, mustBeKnown } from './errors';
export { shared } from './shared';
export { errorText, errorTrace, isError, safely } from './thrown';
export { newCallContext, withReservedValue } from './value';
