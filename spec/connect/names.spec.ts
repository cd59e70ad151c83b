import { background } from '../../lib/context';
import { setHeader, setTrailer } from '../../lib/grpc';
import { fromIncomingContext, type MD, newOutgoingContext, Pairs } from '../../lib/metadata';
import { connects } from '../support/adapters/pairs';
import { Stage } from '../support/adapters/stage';

// Names of metadata that mean something to HTTP or to Connect's protocol. None of them may spoil a call.

const names = [
  'accept-encoding',
  'connect-accept-encoding',
  'connect-content-encoding',
  'connect-protocol-version',
  'connect-timeout-ms',
  'content-encoding',
  'content-type',
  'expect',
  'grpc-status',
  'host',
  'te',
  'trailer',
  'trailer-x',
  'x-grpc-web',
  'x-user-agent',
];

describe.each(connects)('names that mean something else, over $name', (pair) => {
  it.each(names)('%s, in a request', async (name) => {
    const stage = new Stage(pair, 'unary');
    let k: unknown;
    const ctx = newOutgoingContext(background(), Pairs(name, '1', 'k', 'v'));
    const { code, details } = await stage.call(
      () => {
        k = fromIncomingContext()?.get('k');
      },
      { ctx },
    );
    stage.close();
    expect([code, details, k]).toEqual([0, '', ['v']]);
  });

  it.each(names)('%s, in a response', async (name) => {
    for (const kind of ['unary', 'serverStream'] as const) {
      const stage = new Stage(pair, kind);
      const outcome = await stage.call(async ({ send }) => {
        setHeader(Pairs(name, '1', 'k', 'header'));
        setTrailer(Pairs(name, '1', 'k', 'trailer'));
        await send({ n: 1 });
      });
      stage.close();
      const { messages, code, details, header, trailer } = outcome;
      expect([messages, code, details]).toEqual([[{ n: 1 }], 0, '']);
      expect([header, trailer].map((md: MD) => md.get('k'))).toEqual([['header'], ['trailer']]);
    }
  });
});

describe.each(connects)('a connection that is kept, over $name', (pair) => {
  it('has no more listeners with each call', async () => {
    const warned: unknown[] = [];
    const warn = (warning: Error) => warned.push(warning.name);
    process.on('warning', warn);
    const stage = new Stage(pair, 'unary');
    const client = await stage.serve(() => {});
    for (let call = 0; call < 12; call++) await client.call('unary').next();
    await new Promise((resolve) => setImmediate(resolve));
    stage.close();
    process.off('warning', warn);
    expect(warned).toEqual([]);
  });
});
