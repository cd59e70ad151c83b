/** What the other folders of lib/ use of this one, in addition to its index. */

export { validRequestId } from './request-id';
export { whyNeverForwarded } from './rules';
