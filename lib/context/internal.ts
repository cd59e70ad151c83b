/** What the other folders of lib/ use of this one, in addition to its index. */
export { withCall } from './call';
export { type Clock, clockKey, systemClock } from './clock';
export { isContext } from './context';
export { scopeOf } from './derived';
export { type Binding, Bound, LazilyBound, slotKey } from './key';
export type { Scope, Waiter } from './scope';
export { withSlot } from './value';
