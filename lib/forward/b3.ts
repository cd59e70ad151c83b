import type { MD } from '../metadata';
import type { Preset } from './rules';

const id = '(?:[0-9a-f]{32}|[0-9a-f]{16})';

/** What each key looks like. */
const forms = new Map([
  ['b3', new RegExp(`^(?:[01d]|${id}-[0-9a-f]{16}(?:-[01d](?:-[0-9a-f]{16})?)?)$`)],
  ['x-b3-traceid', new RegExp(`^${id}$`)],
  ['x-b3-spanid', /^[0-9a-f]{16}$/],
  ['x-b3-parentspanid', /^[0-9a-f]{16}$/],
  ['x-b3-sampled', /^(?:[01d]|true|false)$/],
  ['x-b3-flags', /^[01]$/],
]);

/**
 * Returns the preset for Zipkin's B3, in one header (`b3`) and in several (`x-b3-traceid` and so on), as they came. If
 * one of them came more than once or is malformed, none is forwarded.
 */
export function b3(): Preset {
  return { name: 'b3', keys: [...forms.keys()], select };
}

function select(incoming: MD): MD | [] {
  const valid = [...incoming].every(([key, [first = '', ...more]]) => {
    return more.length === 0 && forms.get(key)?.test(first.toLowerCase());
  });
  return valid ? incoming : [];
}
