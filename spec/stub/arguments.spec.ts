import { background, current, run } from '../../lib/context';
import { Header } from '../../lib/grpc';
import { MD } from '../../lib/metadata';
import { called } from '../../lib/stub/arguments';

describe('stub.called()', () => {
  const ctx = background();
  const opt = Header(new MD());

  it.each([
    ['context, request, option', [ctx, 'req', opt], { isCurrent: false, req: 'req', opts: [opt] }],
    ['request, option', ['req', opt], { isCurrent: true, req: 'req', opts: [opt] }],
    ['undefined in place of the context', [undefined, 'req'], { isCurrent: true, req: 'req', opts: [] }],
    ['a request that is undefined', [ctx, undefined], { isCurrent: false, req: undefined, opts: [] }],
  ])('of %s', (_, args, expected) => {
    expect(called('hello', true, args)).toEqual({ ctx: current(), ...expected });
  });

  it('of a method without one request', () => {
    expect(called('talk', false, [opt])).toEqual({
      ctx: current(),
      isCurrent: true,
      req: undefined,
      opts: [opt],
    });
    expect(run(ctx, () => called('talk', false, [])).ctx).toBe(ctx);
  });

  it.each<[string, boolean, unknown[], string]>([
    ['no request', true, [ctx], 'stub: hello: a request must be given: got none'],
    [
      'an option that is none',
      true,
      ['req', {}],
      'stub: hello: an option must be made by a function such as Header',
    ],
    ['null as an option', false, [ctx, null], 'or extend EmptyCallOption: got null'],
  ])('refuses %s', (_, hasRequest, args, text) => {
    expect(() => called('hello', hasRequest, args)).toThrow(text);
  });
});
