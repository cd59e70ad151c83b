import * as codes from '../../../lib/codes';
import { background, type Context } from '../../../lib/context';
import type { CallOption } from '../../../lib/grpc';
import { backoffLinear, type ClientInterceptor, inOrder, type RetryOptions } from '../../../lib/interceptors';
import { valueFromIncomingContext } from '../../../lib/metadata';
import { createChannel, createServer } from '../../../lib/nice-grpc';
import * as status from '../../../lib/status';
import { newClient, register } from '../../../lib/stub';
import { Echo, type Message } from '../../support/echo';

// The cases of go-grpc-middleware's retry_test.go, and what they do not reach.

/** A server whose calls fail but for each nth, and what it has seen. */
class FailingService {
  modulo = 1;
  code: codes.Code = codes.OK;
  before = 0; // messages that a stream sends before it fails
  count = 0;
  readonly attempts: (readonly string[] | undefined)[] = [];
  entered: (ctx: Context) => Promise<void> = async () => {};

  async maybeFail(ctx: Context): Promise<void> {
    this.count++;
    this.attempts.push(valueFromIncomingContext(ctx, 'x-retry-attempt'));
    await this.entered(ctx);
    if (this.count % this.modulo !== 0) throw status.error(this.code, 'maybeFailRequest: failing it');
  }
}

const retryable = [codes.Unavailable, codes.DataLoss];
export const defaults: RetryOptions = { codes: retryable, max: 3, backoff: backoffLinear(1) };
const open: Array<() => unknown> = [];

afterEach(() => {
  for (const end of open.splice(0)) end();
});

/** Returns a service, and a client of it whose calls go through `interceptors`. */
export async function serve(modulo: number, code: codes.Code, ...interceptors: ClientInterceptor[]) {
  const service = Object.assign(new FailingService(), { modulo, code });
  const server = createServer();
  register(server, Echo, {
    unary: async (ctx) => {
      await service.maybeFail(ctx);
      return { attempt: service.count };
    },
    serverStream: async (_, stream) => {
      for (let i = 0; i < service.before; i++) await stream.send({ i });
      await service.maybeFail(stream.context);
      for (let i = 0; i < 3; i++) await stream.send({ i });
    },
    clientStream: async () => ({}),
    bidi: async () => {},
  });
  const channel = createChannel(`127.0.0.1:${await server.listen('127.0.0.1:0')}`);
  open.push(
    () => channel.close(),
    () => server.forceShutdown(),
  );
  const client = newClient(Echo, channel, inOrder(...interceptors));
  const list = async (ctx: Context = background(), ...opts: CallOption[]) => {
    const messages: Message[] = [];
    for await (const message of await client.serverStream(ctx, {}, ...opts)) messages.push(message);
    return messages;
  };
  return { service, client, list };
}

/** Returns the status with which `call` fails; `undefined` if it does not. */
export const failed = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => status.convert(error),
  );
