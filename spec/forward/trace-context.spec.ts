import { background } from '../../lib/context';
import { type Preset, policy, traceContext } from '../../lib/forward';
import { fromOutgoingContext, newIncomingContext, Pairs } from '../../lib/metadata';

/** Returns what `preset` forwards of `kv`. */
function forwarded(preset: Preset, ...kv: string[]): Record<string, string[]> {
  const ctx = policy({ presets: [preset] }).apply(newIncomingContext(background(), Pairs(...kv)));
  return Object.fromEntries(fromOutgoingContext(ctx) ?? []);
}

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';
const parent = `00-${trace}-${span}-01`;

describe('forward.traceContext()', () => {
  it('forwards both, and the values of a tracestate as they came', () => {
    const kv = ['traceparent', parent, 'tracestate', 'a=1,b=2', 'tracestate', 'c=3'];
    expect(forwarded(traceContext(), ...kv)).toEqual({
      traceparent: [parent],
      tracestate: ['a=1,b=2', 'c=3'],
    });
  });

  it.each([
    ['came twice', [parent, parent]],
    ['came twice and was joined', [`${parent}, ${parent}`]],
    ['is missing', []],
    ['has upper case', [parent.toUpperCase()]],
    ['has no trace', [`00-${'0'.repeat(32)}-${span}-01`]],
    ['has no parent', [`00-${trace}-${'0'.repeat(16)}-01`]],
    ['is of version ff', [`ff-${trace}-${span}-01`]],
    ['is too long for its version', [`${parent}-x`]],
    ['is short', [`00-${trace}-${span}`]],
  ])('forwards neither if the traceparent %s', (_, parents) => {
    const kv = parents.flatMap((value) => ['traceparent', value]);
    expect(forwarded(traceContext(), ...kv, 'tracestate', 'a=1')).toEqual({});
  });

  it('forwards what a later version may add', () => {
    const later = `01-${trace}-${span}-01-more`;
    expect(forwarded(traceContext(), 'traceparent', later)).toEqual({ traceparent: [later] });
  });

  it.each([
    ['characters', `a=${'x'.repeat(511)}`],
    ['members', Array.from({ length: 33 }, (_, i) => `k${i}=v`).join(',')],
  ])('leaves out a tracestate of too many %s', (_, state) => {
    const kv = ['traceparent', parent, 'tracestate', state];
    expect(forwarded(traceContext(), ...kv)).toEqual({ traceparent: [parent] });
  });
});
