import { ClientError, Status } from 'nice-grpc-common';
import { createChannel } from '../../lib/nice-grpc';
import { newClient } from '../../lib/stub';
import { type Answer, good, goodHeader, RawServer } from '../bad-input/raw-server';
import { unshared } from '../support/adapters/adapter';
import { Echo } from '../support/echo';

// Responses that HTTP allows and gRPC does not, and what grpc-go makes of them.

const header = (...fields: ReadonlyArray<readonly [string, string]>): Answer => ({
  ...good(),
  header: [[':status', '200'], ...fields],
});

const table: ReadonlyArray<[string, Answer, Status, string]> = [
  [
    'text/html with a body',
    header(['content-type', 'text/html']),
    Status.UNKNOWN,
    'transport: received unexpected content-type "text/html"',
  ],
  [
    'grpc-web',
    header(['content-type', 'application/grpc-web']),
    Status.UNKNOWN,
    'transport: received unexpected content-type "application/grpc-web"',
  ],
  ['no content-type', header(), Status.UNKNOWN, 'malformed header: missing HTTP content-type'],
  [
    'status 0 without a message',
    { header: goodHeader, trailer: [['grpc-status', '0']] },
    Status.INTERNAL,
    'cardinality violation: received no response message from non-server-streaming RPC',
  ],
];

describe('a response that is not gRPC’s', () => {
  let server: RawServer;

  beforeAll(async () => {
    server = await RawServer.start();
  });

  afterAll(() => server.close());

  it.each(table)('fails the call as in grpc-go: %s', async (_, answer, code, details) => {
    server.answer = answer;
    const channel = createChannel(`127.0.0.1:${server.port}`, undefined, unshared);
    const failure = await newClient(Echo, channel)
      .unary({})
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ClientError);
    expect(failure).toMatchObject({ code, details });
    channel.close();
  });
});
