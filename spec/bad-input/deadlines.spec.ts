import { Client, type ClientOptions, credentials } from '@grpc/grpc-js';
import { Status } from 'nice-grpc-common';
import { background, withDeadline } from '../../lib/context';
import { clientInterceptor } from '../../lib/grpc-js';
import { outcomeOf } from '../support/adapters/outcome';
import { adapters, grpcJs, type Pair, stub } from '../support/adapters/pairs';
import { Echo, kinds } from '../support/echo';
import { wrong } from '../support/wrong';

const shapes: readonly Pair[] = [...adapters, stub];
const through = {
  unaryInterceptors: [
    (ctx: never, method: never, req: never, invoker: never, opts: never) =>
      wrong<(...args: unknown[]) => never>(invoker)(ctx, method, req, opts),
  ],
  streamInterceptors: [
    (ctx: never, desc: never, method: never, streamer: never, opts: never) =>
      wrong<(...args: unknown[]) => never>(streamer)(ctx, desc, method, opts),
  ],
};

describe.each(shapes)('a deadline that is further off than can be sent, $name', ({ server, client }) => {
  it.each(kinds)('ends no %s call, and no process', async (kind) => {
    const serving = await server.listen(async ({ requests, send }) => {
      for await (const request of requests) await send(request);
    });
    for (const interceptors of [undefined, through]) {
      const dialled = client.connect(`127.0.0.1:${serving.port}`, undefined, wrong(interceptors));
      const [ctx, cancel] = withDeadline(background(), new Date(8.64e15));
      expect((await outcomeOf(dialled.call(kind, { ctx, request: { id: 'x' } }))).code).toBe(Status.OK);
      cancel();
      dialled.close();
    }
    serving.stop();
  });
});

describe('the deadline of a call of grpc-js', () => {
  const faults = [
    ['a string', 'soon', 'string'],
    ['a date that is none', new Date(Number.NaN), 'Invalid Date'],
    ['no number', Number.NaN, 'NaN'],
    ['an object', {}, 'object'],
  ] as const;
  const far = [
    ['a date', new Date(8.64e15)],
    ['a number', 1e300],
  ] as const;

  function call(port: number, options: ClientOptions, deadline: unknown): Promise<unknown> {
    const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), options);
    const { path, requestSerialize, responseDeserialize } = Echo.unary;
    return new Promise((resolve, reject) => {
      client.makeUnaryRequest(
        path,
        requestSerialize,
        responseDeserialize,
        { id: 'x' },
        wrong({ deadline }),
        (error, response) => (error === null ? resolve(response) : reject(error)),
      );
    }).finally(() => client.close());
  }

  it.each(faults)('is refused at the call if it is %s', async (_, deadline, got) => {
    const text = `grpc-js: deadline must be a Date or milliseconds since the epoch: got ${got}`;
    for (const interceptors of [{}, through])
      await expect(
        call(1, { interceptors: [clientInterceptor(wrong(interceptors))] }, deadline),
      ).rejects.toThrow(new TypeError(text));
  });

  it.each(far)('may be %s that is further off than can be sent', async (_, deadline) => {
    const serving = await grpcJs.server.listen(async ({ requests, send }) => {
      for await (const request of requests) await send(request);
    });
    for (const interceptors of [{}, through])
      expect(
        await call(serving.port, { interceptors: [clientInterceptor(wrong(interceptors))] }, deadline),
      ).toEqual({ id: 'x' });
    serving.stop();
  });
});
