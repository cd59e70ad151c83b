import { background } from '../../lib/context';
import { b3, type Preset, policy } from '../../lib/forward';
import { fromOutgoingContext, newIncomingContext, Pairs } from '../../lib/metadata';

/** Returns what `preset` forwards of `kv`. */
function forwarded(preset: Preset, ...kv: string[]): Record<string, string[]> {
  const ctx = policy({ presets: [preset] }).apply(newIncomingContext(background(), Pairs(...kv)));
  return Object.fromEntries(fromOutgoingContext(ctx) ?? []);
}

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';

describe('forward.b3()', () => {
  const many = { 'x-b3-traceid': [trace], 'x-b3-spanid': [span], 'x-b3-sampled': ['1'] };

  it.each([`${trace}-${span}-1`, `${span}-${span}`, `${trace}-${span}-d-${span}`, '0'])(
    'forwards %s',
    (b) => {
      expect(forwarded(b3(), 'b3', b)).toEqual({ b3: [b] });
    },
  );

  it('forwards the form of several headers', () => {
    const kv = Object.entries(many).flatMap(([key, values]) => [key, ...values]);
    expect(forwarded(b3(), ...kv, 'x-b3-other', '1')).toEqual(many);
  });

  it.each([
    ['b3 is malformed', ['b3', 'x']],
    ['one came twice', ['x-b3-traceid', trace, 'x-b3-traceid', trace, 'x-b3-spanid', span]],
    ['one is malformed', ['x-b3-traceid', trace, 'x-b3-spanid', 'x']],
    ['both forms came and one is malformed', ['b3', '0', 'x-b3-flags', '7']],
  ])('forwards nothing if %s', (_, kv) => {
    expect(forwarded(b3(), ...kv)).toEqual({});
  });
});
