import { callMeta, metaOf, streamKind } from '../../lib/interceptors/call-meta';

describe('interceptors.callMeta()', () => {
  it('takes the name of a method apart', () => {
    const expected = { fullMethod: '/a.b.C/D', service: 'a.b.C', method: 'D', kind: 'unary' };
    expect(callMeta('/a.b.C/D', 'unary')).toEqual(expected);
    expect(metaOf('/a.b.C/D', 'unary')).toEqual(expected);
  });

  it.each(['', 'a/b', '/a', '/a/', '//b', '/a/b/c', '/a/b c', '/.a/b'])(
    'knows nothing of %p',
    (fullMethod) => {
      expect(callMeta(fullMethod, 'unary')).toBeUndefined();
      expect(metaOf(fullMethod, 'unary')).toMatchObject({ service: 'unknown', method: 'unknown' });
    },
  );
});

describe('interceptors.streamKind()', () => {
  it.each([
    [true, true, 'bidi_stream'],
    [true, false, 'client_stream'],
    [false, true, 'server_stream'],
  ])('of %p and %p is %s', (client, server, kind) => {
    expect(streamKind(client, server)).toBe(kind);
  });
});
