import type { MD } from '../metadata';
import type { Preset } from './rules';

const longestState = 512; // what W3C asks everybody to pass on at least
const mostMembers = 32;

/**
 * Returns the preset for W3C trace context: `traceparent` and `tracestate`, as they came. A `traceparent` that came
 * more than once or is malformed counts as absent, and without it there is no `tracestate`, as W3C has it. A
 * `tracestate` of more than 512 characters or 32 members is left out.
 */
export function traceContext(): Preset {
  return { name: 'trace context', keys: ['traceparent', 'tracestate'], select };
}

function* select(incoming: MD): Generator<[string, string[]]> {
  const parents = incoming.get('traceparent') ?? [];
  if (parents.length !== 1 || !parents.every(isParent)) return;
  yield ['traceparent', parents];
  const states = incoming.get('tracestate') ?? [];
  if (isState(states.join(','))) yield ['tracestate', states];
}

function isParent(text: string): boolean {
  const match = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-[!-~]*)?$/.exec(text);
  if (match === null) return false;
  const [, version, trace = '', parent = '', rest] = match;
  if (version === 'ff' || (version === '00' && rest !== undefined)) return false;
  return /[1-9a-f]/.test(trace) && /[1-9a-f]/.test(parent);
}

function isState(text: string): boolean {
  return text.length <= longestState && text.split(',').length <= mostMembers;
}
