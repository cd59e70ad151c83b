/** What the other folders of lib/ use of this one, in addition to its index. */
export { invokerOf, type Maker, streamerOf } from './client/make-call';
export { type Method, methodsOf } from './methods';
