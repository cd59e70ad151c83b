import { ServerError, Status } from 'nice-grpc-common';
import { background, withCancel } from '../../lib/context';
import type { ClientInterceptors, ServerInterceptors } from '../../lib/grpc';
import { called, handlersOf, itOfEach, served } from '../stub/stage';
import { end, Moment } from '../support/moment';

// What is ignored in Go ends no process there, and none here: the promise of what follows an interceptor, of a `recv`.

/** Resolves when Node has told of each promise that was rejected and not awaited until now: that fails the spec. */
const told = () => new Promise((resolve) => setImmediate(resolve));

describe('a handler that an interceptor does not wait for', () => {
  const server: ServerInterceptors = {
    unaryInterceptors: [
      async (ctx, req, _, handler) => {
        void handler(ctx, req);
        return req;
      },
    ],
    streamInterceptors: [async (srv, stream, _, handler) => void handler(srv, stream)],
  };

  itOfEach('fails alone, and is a warning of the process', async (kind) => {
    const warned = new Moment<unknown>();
    const spy = jest.spyOn(process, 'emitWarning').mockImplementation(warned.come);
    const handlers = handlersOf(async (ctx) => {
      await end(ctx);
      throw new ServerError(Status.ABORTED, 'too late');
    });
    await served({ handlers, server }, async (client) => {
      await called(client, kind, background());
      expect(await warned.came).toMatch(
        /^grpc: an interceptor of \S+ must wait for its handler, .*: ServerError: ABORTED/,
      );
    });
    spy.mockRestore();
    await told();
  });
});

describe('a call that an interceptor does not wait for', () => {
  it('ends no process when it fails', async () => {
    const client: ClientInterceptors = {
      unaryInterceptors: [
        async (ctx, method, req, invoker, opts) => {
          void invoker(ctx, method, req, opts);
          return req;
        },
      ],
    };
    const [ctx, cancel] = withCancel(background());
    const entered = new Moment();
    const handlers = handlersOf(async (ctx) => {
      entered.come();
      await end(ctx);
    });
    await served({ handlers, client }, async ({ unary }) => {
      expect(await unary(ctx, { text: 'mine' })).toEqual({ text: 'mine' });
      await entered.came;
      cancel();
      await told();
      await told();
    });
  });
});

describe('ClientStream.recv()', () => {
  const fails = handlersOf(() => {
    throw new ServerError(Status.NOT_FOUND, 'no tea');
  });
  const passing: ClientInterceptors = {
    streamInterceptors: [(ctx, desc, method, streamer, opts) => streamer(ctx, desc, method, opts)],
  };

  it.each([
    ['alone', {}],
    ['behind an interceptor', passing],
  ])('may be awaited after it has failed, %s', (_, client) =>
    served({ handlers: fails, client }, async ({ bidi }) => {
      const [ctx, cancel] = withCancel(background());
      const stream = await bidi(ctx);
      const received = [stream.recv(), stream.recv()];
      await expect(stream.recv()).rejects.toMatchObject({ code: Status.NOT_FOUND });
      received.push(stream.recv());
      await told();
      for (const one of received) await expect(one).rejects.toMatchObject({ details: 'no tea' });
      cancel();
    }),
  );
});
