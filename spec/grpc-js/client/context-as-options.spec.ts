import { Client, credentials } from '@grpc/grpc-js';
import { background, withCancel, withTimeout } from '../../../lib/context';
import { clientInterceptor } from '../../../lib/grpc-js';
import { newOutgoingContext } from '../../../lib/metadata';
import { Echo, type Kind, kinds } from '../../support/echo';
import { thrownBy, wrong } from '../../support/wrong';

// grpc-js copies the options of a call, of which nothing is left if they are a context: neither its metadata nor its deadline.

const ctx = newOutgoingContext([['k', 'v']]);

describe('a client of grpc-js', () => {
  const client = new Client('127.0.0.1:1', credentials.createInsecure(), {
    interceptors: [clientInterceptor()],
  });
  afterAll(() => client.close());

  const { unary, serverStream, clientStream, bidi } = Echo;
  const calls: Record<Kind, (options: never) => unknown> = {
    unary: (options) =>
      client.makeUnaryRequest(
        unary.path,
        unary.requestSerialize,
        unary.responseDeserialize,
        {},
        options,
        () => {},
      ),
    serverStream: (options) =>
      client.makeServerStreamRequest(
        serverStream.path,
        serverStream.requestSerialize,
        serverStream.responseDeserialize,
        {},
        options,
      ),
    clientStream: (options) =>
      client.makeClientStreamRequest(
        clientStream.path,
        clientStream.requestSerialize,
        clientStream.responseDeserialize,
        options,
        () => {},
      ),
    bidi: (options) =>
      client.makeBidiStreamRequest(bidi.path, bidi.requestSerialize, bidi.responseDeserialize, options),
  };

  it.each(kinds)('refuses a context in place of options: %s', (kind) => {
    for (const given of [ctx, background(), withTimeout(ctx, 1000)[0], withCancel(ctx)[0]]) {
      expect(thrownBy(() => calls[kind](wrong(given)))).toEqual(
        new TypeError('grpc-js: options must be an object: got Context: write { ctx }'),
      );
    }
  });
});
