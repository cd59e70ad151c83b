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
  withCancel,
  withCancelCause,
  withoutCancel,
} from './cancel';
export type { Context } from './context';
export { background, todo } from './context-impl';
export { withDeadline, withDeadlineCause, withTimeout, withTimeoutCause } from './deadline';
export { Canceled, DeadlineExceeded } from './errors';
export { type Key, key } from './key';
export { withSignal } from './signal';
export { withValue } from './value';
