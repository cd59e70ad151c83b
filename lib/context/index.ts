/**
 * Go's `context` on Node: cancellation, deadlines and values that travel with a request, held as the current
 * context by `AsyncLocalStorage`.
 */
export { afterFunc } from './after-func';
export { current, run } from './ambient';
export { bind } from './bind';
export { bindIterable } from './bind-iterable';
export {
  type CancelCauseFunc,
  type CancelFunc,
  cause,
  throwIfEnded,
  withCancel,
  withCancelCause,
  withoutCancel,
} from './cancel';
export type { Context } from './context';
export { background, todo } from './context-impl';
export { remaining, withDeadline, withDeadlineCause, withTimeout, withTimeoutCause } from './deadline';
export { Canceled, DeadlineExceeded } from './errors';
export { type Key, key } from './key';
export { done, race, sleep } from './race';
export { withSignal } from './signal';
export { withValue } from './value';
export { type Overrides, wrap } from './wrap';
