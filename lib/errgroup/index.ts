/** Go's `golang.org/x/sync/errgroup`: functions that work on one task together, of which the first to fail ends the rest. */
export { Group, type Task, withContext } from './group';
