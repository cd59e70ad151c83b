/** What the other folders of lib/ use of this one, in addition to its index. */
export { whyNeverForwarded } from './never';
export { validRequestId } from './request-id';
