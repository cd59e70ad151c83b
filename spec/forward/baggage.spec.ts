import { background } from '../../lib/context';
import { baggage, type Preset, policy } from '../../lib/forward';
import { fromOutgoingContext, newIncomingContext, Pairs } from '../../lib/metadata';

/** Returns what `preset` forwards of `kv`. */
function forwarded(preset: Preset, ...kv: string[]): Record<string, string[]> {
  const ctx = policy({ presets: [preset] }).apply(newIncomingContext(background(), Pairs(...kv)));
  return Object.fromEntries(fromOutgoingContext(ctx) ?? []);
}

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
