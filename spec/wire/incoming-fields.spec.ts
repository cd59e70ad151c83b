import fc from 'fast-check';
import { IncomingFields } from '../../lib/wire/incoming-fields';

const names = [':authority', ':path', 'host', 'k', 'l', 'k-bin', 'te', 'content-type', 'grpc-status', 'a!b'];

describe('IncomingFields', () => {
  it('has each value that was sent, in order, bytes as characters', () => {
    const raw = [
      [':authority', 'here.test'],
      ['k', 'v1'],
      ['l', 'é'],
      ['k', 'a, b'],
      ['k-bin', 'AP8'],
      ['k', ''],
      ['k-bin', 'YQ==, Yg'],
      ['grpc-trace-bin', 'YQ'],
    ];
    expect([...new IncomingFields(raw.flat()).copy()]).toEqual([
      [':authority', ['here.test']],
      ['k', ['v1', 'a, b', '']],
      ['l', ['é']],
      ['k-bin', ['\0\xff', 'a', 'b']],
      ['grpc-trace-bin', ['a']],
    ]);
  });

  it('has nothing of gRPC’s own but what is shown to a handler', () => {
    const shown = ['content-type', 'user-agent', 'grpc-accept-encoding'];
    const hidden = [':path', ':scheme', 'te', 'grpc-timeout', 'grpc-status'];
    const fields = new IncomingFields([...hidden, ...shown].flatMap((name) => [name, 'v']));
    for (const name of hidden) expect(fields.get(name)).toBeUndefined();
    for (const name of shown) expect(fields.get(name)).toEqual(['v']);
    expect([...fields.copy().keys()]).toEqual(shown);
  });

  it('has the host for authority, if there is no other', () => {
    expect([...new IncomingFields(['host', 'h']).copy()]).toEqual([[':authority', ['h']]]);
    expect([...new IncomingFields(['host', 'h', ':authority', 'a']).copy()]).toEqual([[':authority', ['a']]]);
    expect([...new IncomingFields([]).copy()]).toEqual([]);
  });

  it('tells of one key what it tells of all, in any case', () => {
    const field = fc.tuple(fc.constantFrom(...names), fc.constantFrom('', 'YQ', 'YQ,Yg', 'AP8='));
    fc.assert(
      fc.property(fc.array(field, { maxLength: 12 }), (sent) => {
        const fields = new IncomingFields(sent.flat());
        const all = fields.copy();
        expect(names.map((name) => fields.get(name.toUpperCase()))).toEqual(
          names.map((name) => all.get(name)),
        );
      }),
    );
  });

  it('gives copies that share nothing', () => {
    const fields = new IncomingFields(['k', 'v']);
    fields.copy().get('k')?.push('w');
    expect(fields.get('k')).toEqual(['v']);
    expect([...fields.copy()]).toEqual([['k', ['v']]]);
  });
});
