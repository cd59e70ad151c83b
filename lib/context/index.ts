/**
 * Go's `context` on Node: cancellation, deadlines and values that travel with a request, held as the current
 * context by `AsyncLocalStorage`.
 */
export { afterFunc } from './after-func';
export { current, run } from './ambient';
export { bind, bindIterable } from './bind';
export {
  type CancelCauseFunc,
  type CancelFunc,
  cause,
  throwIfEnded,
  withCancel,
  withCancelCause,
  withoutCancel,
  withSignal,
} from './cancel';
export type { Context } from './context';
export { type Key, key } from './context';
export { background, todo } from './context-impl';
export { remaining, withDeadline, withDeadlineCause, withTimeout, withTimeoutCause } from './deadline';
export { Canceled, DeadlineExceeded } from './errors';
export { done, race, sleep } from './race';
export { withValue } from './value';
export { type Overrides, wrap } from './wrap';
