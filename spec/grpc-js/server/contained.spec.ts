import { Client, credentials, ServerInterceptingCall, type ServerInterceptor } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { createServer } from '../../../lib/nice-grpc';
import { Echo, type Kind, kinds } from '../../support/echo';
import { wrong } from '../../support/wrong';

/** Returns the status of a call of a server with `interceptor`. */
async function statusOf(kind: Kind, interceptor: ServerInterceptor) {
  const server = createServer({ interceptors: [interceptor] });
  server.add(Echo, {
    unary: async () => ({}),
    async *serverStream() {
      yield {};
    },
    clientStream: async () => ({}),
    async *bidi() {
      yield {};
    },
  });
  const client = new Client(`127.0.0.1:${await server.listen('127.0.0.1:0')}`, credentials.createInsecure());
  const { path, requestSerialize, responseDeserialize } = Echo[kind];
  const stream = client.makeBidiStreamRequest(path, requestSerialize, responseDeserialize);
  stream.on('error', () => {}).resume();
  stream.end({});
  const status = await new Promise((resolve) => {
    stream.on('status', ({ code, details }) => resolve({ code, details }));
  });
  client.close();
  server.forceShutdown();
  return status;
}

describe('an interceptor of grpc-js on our server', () => {
  it.each(kinds)('handles a call as ever, %s', async (kind) => {
    const passing: ServerInterceptor = (_, call) => new ServerInterceptingCall(call);
    expect(await statusOf(kind, passing)).toMatchObject({ code: Status.OK });
  });

  it.each(kinds)('ends its call alone if it throws, %s', async (kind) => {
    const details = 'Unknown error';
    const throwing = () => {
      throw new Error('of an interceptor');
    };
    expect(await statusOf(kind, throwing)).toEqual({ code: Status.UNKNOWN, details });
  });

  it.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a promise', Promise.resolve()],
    ['an object', {}],
  ])('ends its call alone if it returns %s, and says what belongs where', async (_what, returned) => {
    for (const kind of kinds) {
      expect(
        await statusOf(
          kind,
          wrong(() => returned),
        ),
      ).toMatchObject({
        code: Status.INTERNAL,
        details: expect.stringContaining('unaryInterceptors or streamInterceptors'),
      });
    }
  });
});
