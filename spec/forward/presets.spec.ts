import { background } from '../../lib/context';
import { b3, baggage, type Preset, policy, requestId, traceContext } from '../../lib/forward';
import { fromOutgoingContext, newIncomingContext, Pairs } from '../../lib/metadata';

/** Returns what `preset` forwards of `kv`. */
function forwarded(preset: Preset, ...kv: string[]): Record<string, string[]> {
  const ctx = policy({ presets: [preset] }).apply(newIncomingContext(background(), Pairs(...kv)));
  return Object.fromEntries(fromOutgoingContext(ctx) ?? []);
}

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';
const parent = `00-${trace}-${span}-01`;

describe('forward.requestId()', () => {
  const preset = requestId({ make: () => 'new' });

  it('keeps the one that came', () => {
    expect(forwarded(preset, 'x-request-id', 'r-1')).toEqual({ 'x-request-id': ['r-1'] });
  });

  it.each([
    ['none', []],
    ['an empty one', ['']],
    ['two', ['r-1', 'r-2']],
    ['one with a space', ['r 1']],
    ['one that is no ASCII', ['r-\u00fc']],
    ['one that is long', ['r'.repeat(129)]],
  ])('makes a new one if %s came', (_, ids) => {
    const kv = ids.flatMap((id) => ['x-request-id', id]);
    expect(forwarded(preset, ...kv)).toEqual({ 'x-request-id': ['new'] });
  });

  it('makes UUIDs, under the key that it is told', () => {
    const { 'x-correlation-id': ids } = forwarded(requestId({ key: 'X-Correlation-Id' }));
    expect(ids).toEqual([expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)]);
  });
});

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

describe('forward.baggage()', () => {
  const of = (...values: string[]) => {
    return forwarded(baggage(), ...values.flatMap((value) => ['baggage', value]));
  };

  it('forwards the members in one value, with their properties', () => {
    expect(of('a=1;p=q , b = 2', 'c=%20')).toEqual({ baggage: ['a=1;p=q,b = 2,c=%20'] });
  });

  it('leaves out what is no member', () => {
    expect(of(',, ,a,=b,c=1,\u00fc=2,')).toEqual({ baggage: ['c=1'] });
    expect(of(',,')).toEqual({});
  });

  it('stops after 64 members, in however many values they came', () => {
    const members = Array.from({ length: 100 }, (_, i) => `k${i}=v`);
    expect(of(...members)).toEqual({ baggage: [members.slice(0, 64).join(',')] });
    expect(of(members.join(','))).toEqual({ baggage: [members.slice(0, 64).join(',')] });
  });

  it('takes 8192 bytes, and not one more', () => {
    const members = [`a=${'x'.repeat(4093)}`, `b=${'x'.repeat(4094)}`]; // 4095 + 1 + 4096
    expect(of(...members)).toEqual({ baggage: [members.join(',')] });
    expect(of(members.join(',')).baggage?.[0]).toHaveLength(8192);
    expect(of(`${members[0]}`, `${members[1]}x`)).toEqual({ baggage: [members[0]] });
    expect(of(`a=${'x'.repeat(8191)}`)).toEqual({});
  });

  it('takes time that grows no faster than what came', () => {
    for (const hostile of [',', ' ', 'a', 'a,', '=,', ' ,', 'a=;']) {
      const began = process.cpuUsage();
      of(hostile.repeat(2_000_000 / hostile.length));
      expect(process.cpuUsage(began).user).toBeLessThan(2_000_000); // microseconds; a square would be hours
    }
  });
});

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
