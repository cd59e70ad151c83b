/** What the other folders of lib/ use of this one, in addition to its index. */
export type { Call } from './client/call';
export { ClientCall } from './client/client-call';
export { earlier } from './client/deadline';
export { serverOf } from './peers';
