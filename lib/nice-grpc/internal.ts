/** What the other folders of lib/ use of this one, in addition to its index. */
export { type Method, methodsOf } from './methods';
