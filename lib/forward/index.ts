/**
 * Forwarding: which of the metadata that came in with a call goes out with the calls that its handler makes. By itself,
 * nothing does; a policy names what does.
 */
export { b3 } from './b3';
export { baggage } from './baggage';
export { type Decision, type Policy, policy } from './policy';
export { type RequestIdOptions, requestId } from './request-id';
export type { Preset, Rules } from './rules';
export { traceContext } from './trace-context';
