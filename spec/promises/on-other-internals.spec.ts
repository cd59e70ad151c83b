import { tracingChannel } from 'node:diagnostics_channel';
import { Status } from 'nice-grpc-common';
import { type CallDiagnostics, MaxCallSendMsgSize, PerRPCCredentials } from '../../lib/grpc';
import { serverOptions } from '../../lib/nestjs';
import { outcomeOf } from '../support/adapters/outcome';
import type { Pair } from '../support/adapters/pairs';
import type { Stage } from '../support/adapters/stage';
import { certificate } from '../support/certificate';
import { Moment } from '../support/moment';
import { wholeTable } from './whole-table';

// The table of promises once more, with a grpc-js that has its private members under other names: the library reads them by
// `Reflect.get` alone, and then has to do without.
const hidden = new Set<PropertyKey>([
  'call',
  'channel',
  'credentials',
  'defaultAuthority',
  'handler',
  'internalChannel',
  'internalRepr',
  'methodDefinition',
  'nextCall',
  'options',
  'stream',
]);

const read = Reflect.get;
const asked = new Set<PropertyKey>();

Object.assign(Reflect, {
  get(target: object, name: PropertyKey, ...rest: [unknown?]): unknown {
    if (!hidden.has(name)) return read(target, name, ...rest);
    asked.add(name);
    return undefined;
  },
});

afterAll(() => {
  Object.assign(Reflect, { get: read });
});

const how = 'without the private members of grpc-js';
wholeTable(how, { without: 'diagnostics' }); // which asks for the sizes of messages

describe(how, () => {
  // What imports the shapes is loaded here, as they are fewer by now.
  const { grpcJs, niceGrpc, stub }: Record<string, Pair> = require('../support/adapters/pairs');
  const {
    Stage,
  }: { Stage: new (pair: Pair | undefined, kind: 'unary') => Stage } = require('../support/adapters/stage');

  it.each(['mdctx.server', 'mdctx.client'])(
    'the tracing channel %s counts messages, whose size it may not know',
    async (name) => {
      for (const pair of [niceGrpc, grpcJs, stub]) {
        const ended = new Moment<CallDiagnostics>();
        const subscriber = { asyncEnd: (call: CallDiagnostics) => ended.come(call) };
        tracingChannel(name).subscribe(subscriber as never);
        const stage = new Stage(pair, 'unary');
        await stage.call(async ({ requests, send }) => {
          for await (const request of requests) await send(request);
        });
        const { sent, received } = await ended.came;
        expect([pair?.name, sent.messages, received.messages]).toEqual([pair?.name, 1, 1]);
        tracingChannel(name).unsubscribe(subscriber as never);
        stage.close();
      }
    },
  );

  it('a call of grpc-js whose messages cannot be limited is refused', async () => {
    const stage = new Stage(grpcJs, 'unary');
    const client = await stage.serve(async ({ send }) => send({}));
    expect(await outcomeOf(client.call('unary', { opts: [MaxCallSendMsgSize(9)] }))).toMatchObject({
      code: Status.INTERNAL,
      details: expect.stringContaining('MaxCallSendMsgSize need a grpc-js whose calls have a codec'),
    });
    stage.close();
  });

  it('credentials that need TLS are refused, as it is not known whether there is', async () => {
    const secret = { getRequestMetadata: () => ({ k: 'v' }), requireTransportSecurity: () => true };
    const server = await grpcJs?.server.listen(async ({ send }) => send({}), certificate);
    const client = grpcJs?.client.connect(`127.0.0.1:${server?.port}`, certificate);
    const call = client?.call('unary', { opts: [PerRPCCredentials(secret)] });
    expect(call && (await outcomeOf(call))).toMatchObject({ code: Status.UNAUTHENTICATED });
    client?.close();
    server?.stop();
  });

  it('interceptors of Nest that would not be called are refused', () => {
    hidden.add('interceptors');
    const options = { package: 'p', protoPath: 'p', unaryInterceptors: [async () => ({})] };
    expect(() => serverOptions(options)).toThrow(
      'nestjs: serverOptions: interceptors need a grpc-js whose servers keep them: got another version',
    );
    hidden.delete('interceptors');
  });

  it('is the way on which this ran', () => {
    expect([...asked]).toEqual(
      expect.arrayContaining(['handler', 'internalChannel', 'internalRepr', 'methodDefinition']),
    );
  });
});
