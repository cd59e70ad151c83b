/** What the other folders of lib/ use of this one, in addition to its index. */
export { contextOf, Reentry } from './ambient';
export { callContained, containRejection } from './callback';
export type { CancelState } from './cancel-state';
export type { Cancellation, Subscriber } from './cancellation';
export { type Clock, clockKey, systemClock } from './clock';
export { LazyValueEntry, reservedKey, ValueEntry } from './context';
export { cancelStateOf, isContext, withReservedValue } from './context-impl';
export { errorText, errorTrace, isError, safely } from './error-text';
export { holdsOptions, kindOf, mustBeFlag, mustBeKnown, mustBeList, namesOf, wrongType } from './kind';
export { shared } from './shared';
export { newCallContext } from './value';
