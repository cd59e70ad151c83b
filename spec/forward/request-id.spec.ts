import { background } from '../../lib/context';
import { type Preset, policy, requestId } from '../../lib/forward';
import { fromOutgoingContext, newIncomingContext, Pairs } from '../../lib/metadata';

/** Returns what `preset` forwards of `kv`. */
function forwarded(preset: Preset, ...kv: string[]): Record<string, string[]> {
  const ctx = policy({ presets: [preset] }).apply(newIncomingContext(background(), Pairs(...kv)));
  return Object.fromEntries(fromOutgoingContext(ctx) ?? []);
}

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
