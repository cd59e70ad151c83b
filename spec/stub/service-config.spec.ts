import { credentials } from '@grpc/grpc-js';
import { ServerError, Status } from 'nice-grpc-common';
import {
  newClient,
  newClientConn,
  newServer,
  register,
  withDefaultServiceConfig,
  withTransportCredentials,
} from '../../lib/stub';
import { Echo } from '../support/echo';
import { handlersOf } from './stage';

describe('stub.withDefaultServiceConfig()', () => {
  it('takes names in Go’s case, and durations that begin with a point', async () => {
    let attempts = 0;
    const server = newServer();
    register(
      server,
      Echo,
      handlersOf(() => {
        if (++attempts < 4) throw new ServerError(Status.UNAVAILABLE, 'not yet');
      }),
    );
    const conn = newClientConn(
      `localhost:${await server.serve('localhost:0')}`,
      withTransportCredentials(credentials.createInsecure()),
      withDefaultServiceConfig(`{ "MethodConfig": [{ "Name": [{ "service": "test.Echo" }], "RetryPolicy": {
        "MaxAttempts": 4, "InitialBackoff": ".001s", "MaxBackoff": ".001s", "BackoffMultiplier": 1.0,
        "RetryableStatusCodes": ["UNAVAILABLE"] } }] }`),
    );
    await newClient(Echo, conn).unary({});
    expect(attempts).toBe(4);
    conn.close();
    server.stop();
  });

  it.each(['{', '[]', '3', 'null', undefined as never])('refuses %p', (json) => {
    expect(() => withDefaultServiceConfig(json)).toThrow(
      'stub: withDefaultServiceConfig: the provided default service config must be JSON of an object',
    );
  });
});
