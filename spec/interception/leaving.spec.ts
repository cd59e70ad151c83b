import { Client, credentials, type Metadata, type StatusObject } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { type Context, current } from '../../lib/context';
import { type ClientInterceptors, OnFinish } from '../../lib/grpc';
import { clientInterceptor } from '../../lib/grpc-js';
import { createChannel, createClientFactory, createServer } from '../../lib/nice-grpc';
import { register } from '../../lib/stub';
import { handlersOf } from '../stub/stage';
import { Echo, type Message } from '../support/echo';
import { end, Moment } from '../support/moment';

/** Serves `Echo`, whose handlers send a header and wait for the end of their call, while `use` runs. */
async function waiting(
  use: (address: string, handler: { entered: Promise<Context>; ended: Promise<unknown> }) => Promise<void>,
) {
  const [entered, ended] = [new Moment<Context>(), new Moment<unknown>()];
  const server = createServer();
  const handlers = handlersOf(async (ctx) => {
    entered.come(ctx);
    ended.come(await end(ctx));
  });
  handlers.bidi = async (stream) => {
    await stream.send({ n: 1 });
    entered.come(stream.context);
    ended.come(await end(stream.context));
  };
  register(server, Echo, handlers);
  const port = await server.listen('127.0.0.1:0');
  try {
    await use(`127.0.0.1:${port}`, { entered: entered.came, ended: ended.came });
  } finally {
    server.forceShutdown();
  }
}

/** Returns interceptors that note how calls end. */
function noting(ends: unknown[]): ClientInterceptors {
  const note = OnFinish((error) => ends.push(error));
  return {
    unaryInterceptors: [(ctx, method, req, invoker) => invoker(ctx, method, req, [note])],
    streamInterceptors: [(ctx, desc, method, streamer) => streamer(ctx, desc, method, [note])],
  };
}

const deadline = { code: Status.DEADLINE_EXCEEDED, details: 'context deadline exceeded' };

describe('a call of grpc-js that goes through interceptors', () => {
  const { unary, bidi } = Echo;
  const dial = (address: string, ends: unknown[]) =>
    new Client(address, credentials.createInsecure(), { interceptors: [clientInterceptor(noting(ends))] });

  it('ends when its caller cancels it: unary', () =>
    waiting(async (address, { entered, ended }) => {
      const ends: unknown[] = [];
      const client = dial(address, ends);
      const failed = new Moment<unknown>();
      const call = client.makeUnaryRequest(
        unary.path,
        unary.requestSerialize,
        unary.responseDeserialize,
        {},
        (error) => failed.come(error),
      );
      await entered;
      call.cancel();
      expect(await failed.came).toMatchObject({ code: Status.CANCELLED, details: 'Cancelled on client' });
      expect(String(await ended)).toContain('context canceled');
      expect(ends).toEqual([expect.objectContaining({ code: Status.CANCELLED })]);
      client.close();
    }));

  it('ends when its caller cancels it: bidi', () =>
    waiting(async (address, { entered, ended }) => {
      const ends: unknown[] = [];
      const client = dial(address, ends);
      const call = client.makeBidiStreamRequest(bidi.path, bidi.requestSerialize, bidi.responseDeserialize);
      const status = new Promise<StatusObject>((resolve) => call.on('status', resolve));
      call.on('error', () => {});
      await new Promise((resolve) => call.once('data', resolve));
      await entered;
      call.cancel();
      expect(await status).toMatchObject({ code: Status.CANCELLED, details: 'Cancelled on client' });
      expect(String(await ended)).toContain('context canceled');
      expect(ends).toEqual([expect.objectContaining({ code: Status.CANCELLED })]);
      client.close();
    }));

  it('shows its own deadline and metadata to them, and ends at it', () =>
    waiting(async (address) => {
      const seen: unknown[] = [];
      const expires = new Date(Date.now() + 150);
      const look: ClientInterceptors = {
        unaryInterceptors: [
          (ctx, method, req, invoker, opts) => {
            seen.push(ctx.deadline, current().deadline);
            return invoker(ctx, method, req, opts);
          },
        ],
      };
      const client = new Client(address, credentials.createInsecure(), {
        interceptors: [clientInterceptor(look)],
      });
      const error = await new Promise((resolve) => {
        client.makeUnaryRequest(
          unary.path,
          unary.requestSerialize,
          unary.responseDeserialize,
          {},
          { deadline: expires },
          resolve,
        );
      });
      expect(error).toMatchObject(deadline);
      expect(seen).toEqual([expires, expires]);
      client.close();
    }));

  it('tells the header, the messages and the status as they come', () =>
    waiting(async (address, { entered }) => {
      const client = dial(address, []);
      const call = client.makeBidiStreamRequest(bidi.path, bidi.requestSerialize, bidi.responseDeserialize);
      call.on('error', () => {});
      const events: unknown[] = [];
      call.on('metadata', (md: Metadata) => events.push(md.get('content-type')));
      const data = new Promise<void>((resolve) =>
        call.once('data', (message) => {
          events.push(message);
          resolve();
        }),
      );
      await entered;
      await data;
      expect(events).toEqual([['application/grpc+proto'], { n: 1 }]);
      expect(call.getPeer()).toBe(address);
      call.cancel();
      client.close();
    }));
});

describe('a call of nice-grpc that goes through interceptors', () => {
  it('ends when its caller aborts it by a signal', () =>
    waiting(async (address, { entered, ended }) => {
      const ends: unknown[] = [];
      const channel = createChannel(address);
      const client = createClientFactory(noting(ends)).create(Echo, channel);
      const aborting = new AbortController();
      const call = client.unary({}, { signal: aborting.signal });
      call.catch(() => {});
      await entered;
      aborting.abort();
      await expect(call).rejects.toMatchObject({ name: 'AbortError' });
      expect(String(await ended)).toContain('context canceled');
      expect(ends).toEqual([expect.objectContaining({ code: Status.CANCELLED })]);
      channel.close();
    }));

  it('ends when its caller leaves the loop', () =>
    waiting(async (address, { ended }) => {
      const channel = createChannel(address);
      const client = createClientFactory(noting([])).create(Echo, channel);
      for await (const message of client.bidi(never())) {
        expect(message).toEqual({ n: 1 });
        break;
      }
      expect(String(await ended)).toContain('context canceled');
      channel.close();
    }));

  it('fails with the error of its requests', () =>
    waiting(async (address) => {
      const channel = createChannel(address);
      const client = createClientFactory(noting([])).create(Echo, channel);
      const thrown = new Error('no more requests');
      async function* requests(): AsyncGenerator<Message, void> {
        yield {};
        throw thrown;
      }
      await expect(client.clientStream(requests())).rejects.toBe(thrown);
      channel.close();
    }));
});

async function* never(): AsyncGenerator<never, void> {
  await new Promise(() => {});
}
