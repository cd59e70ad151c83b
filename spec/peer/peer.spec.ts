import { background, run, withCancel } from '../../lib/context';
import { type Addr, type AuthInfo, fromContext, newContext, Peer } from '../../lib/peer';
import { itAnywhere } from '../support/anywhere';
import { wrong } from '../support/wrong';

const addr = (text: string): Addr => ({ network: 'tcp', toString: () => text });
const tls: AuthInfo = { authType: () => 'tls' };
const who = new Peer({ addr: addr('1.2.3.4:5') });

describe('peer.fromContext()', () => {
  itAnywhere('is undefined if there is none', () => {
    expect(fromContext(background())).toBeUndefined();
    expect(fromContext()).toBeUndefined();
  });

  itAnywhere('is the peer itself, in the context and those derived from it', () => {
    const ctx = newContext(background(), who);
    expect(fromContext(ctx)).toBe(who);
    expect(fromContext(withCancel(ctx)[0])).toBe(who);
    expect(run(ctx, () => fromContext())).toBe(who);
    expect(fromContext(background())).toBeUndefined();
  });

  it('is the nearest', () => {
    const other = new Peer();
    const ctx = newContext(newContext(background(), who), other);
    expect(fromContext(ctx)).toBe(other);
    expect(fromContext(newContext(ctx, undefined))).toBeUndefined();
  });
});

describe('peer.newContext()', () => {
  it('derives from the current context, without ctx', () => {
    const [outer, cancel] = withCancel(background());
    run(outer, () => {
      const contexts = [newContext(who), newContext(undefined, who)];
      cancel();
      for (const ctx of contexts) expect([fromContext(ctx), ctx.err()]).toEqual([who, outer.err()]);
      expect(fromContext()).toBeUndefined();
    });
  });

  it('throws if ctx is not a context', () => {
    expect(() => newContext(wrong(null), who)).toThrow(TypeError);
  });
});

describe('Peer.toString()', () => {
  it.each([
    [{}, 'Peer{Addr: <nil>, LocalAddr: <nil>, AuthInfo: <nil>}'],
    [{ addr: addr('1.2.3.4:5') }, "Peer{Addr: '1.2.3.4:5', LocalAddr: <nil>, AuthInfo: <nil>}"],
    [{ localAddr: addr('[::1]:5') }, "Peer{Addr: <nil>, LocalAddr: '[::1]:5', AuthInfo: <nil>}"],
    [{ authInfo: tls }, "Peer{Addr: <nil>, LocalAddr: <nil>, AuthInfo: 'tls'}"],
    [{ addr: addr('/a/path'), authInfo: tls }, "Peer{Addr: '/a/path', LocalAddr: <nil>, AuthInfo: 'tls'}"],
    [
      { addr: addr('1.2.3.4:5'), localAddr: addr(''), authInfo: { authType: (): string => '' } },
      "Peer{Addr: '1.2.3.4:5', LocalAddr: '', AuthInfo: ''}",
    ],
  ])('of %j is %s', (init, text) => {
    expect(String(new Peer(init))).toBe(text);
  });
});
