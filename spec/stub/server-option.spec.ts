import { credentials, ServerCredentials } from '@grpc/grpc-js';
import { createChannel } from '../../lib/nice-grpc';
import {
  Creds,
  MaxConcurrentStreams,
  newClient,
  newServer,
  register,
  withTransportCredentials,
} from '../../lib/stub';
import { Echo } from '../support/echo';
import { thrownBy, wrong } from '../support/wrong';
import { handlersOf } from './stage';

describe('stub.MaxConcurrentStreams()', () => {
  it('is no limit if it is 0, as in Go', async () => {
    const server = newServer(MaxConcurrentStreams(0));
    register(
      server,
      Echo,
      handlersOf(() => {}, { text: 'x' }),
    );
    const port = await server.serve('127.0.0.1:0');
    using client = newClient(
      Echo,
      `127.0.0.1:${port}`,
      withTransportCredentials(credentials.createInsecure()),
    );
    expect(await client.unary({})).toEqual({ text: 'x' });
    server.stop();
  });

  it.each([1.5, -1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 32])('refuses %p', (calls) => {
    expect(() => MaxConcurrentStreams(calls)).toThrow(
      new TypeError(
        `stub: MaxConcurrentStreams: calls must be a whole number from 0 to 4294967295: got ${calls}`,
      ),
    );
  });
});

describe('credentials', () => {
  it('are those of the side that they are for', () => {
    const [client, server] = [credentials.createInsecure(), ServerCredentials.createInsecure()];
    expect(thrownBy(() => Creds(wrong(client)))).toMatchObject({
      message: expect.stringMatching(/^stub: Creds: credentials must be ServerCredentials: got /),
    });
    expect(thrownBy(() => withTransportCredentials(wrong(server)))).toMatchObject({
      message: expect.stringMatching(
        /^stub: withTransportCredentials: credentials must be ChannelCredentials: got /,
      ),
    });
  });

  it('come with a target: those of a channel would not be looked at', () => {
    const channel = createChannel('127.0.0.1:1');
    const secure = withTransportCredentials(credentials.createSsl());
    expect(() => newClient(Echo, channel, secure)).toThrow(
      new TypeError(
        'stub: newClient: credentials must come with a target: got those of a channel, which has its own',
      ),
    );
    channel.close();
  });
});

describe('newServer()', () => {
  it('does not compile with what is no option', () => {
    const uncalled = () => {
      // @ts-expect-error: an interceptor
      newServer(async (_ctx: unknown, req: unknown) => req);
      const options = { unaryInterceptors: [] };
      // @ts-expect-error: options of another server
      newServer(options);
    };
    expect(typeof uncalled).toBe('function');
  });
});
