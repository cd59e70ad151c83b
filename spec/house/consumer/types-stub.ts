// A user's file: mdctx/stub, clients and services by the definition of a service.
import type { Channel, Server } from '@grpc/grpc-js';
import { expectTypeOf } from 'expect-type';
import { background, type Context } from 'mdctx/context';
import { MD } from 'mdctx/metadata';
import {
  type ClientStreamingClient,
  Header,
  type NewClientOptions,
  newClient,
  OnFinish,
  register,
  type ServerStreamingClient,
  type ServiceHandlers,
  Trailer,
} from 'mdctx/stub';

interface Name {
  name: string;
}
interface Greeting {
  text: string;
}

const codec = {
  requestSerialize: (message: Name): Buffer => Buffer.from(message.name),
  requestDeserialize: (bytes: Buffer): Name => ({ name: String(bytes) }),
  responseSerialize: (message: Greeting): Buffer => Buffer.from(message.text),
  responseDeserialize: (bytes: Buffer): Greeting => ({ text: String(bytes) }),
};
const Greeter = {
  hello: { ...codec, path: '/g.Greeter/Hello', requestStream: false, responseStream: false },
  often: { ...codec, path: '/g.Greeter/Often', requestStream: false, responseStream: true },
  all: { ...codec, path: '/g.Greeter/All', requestStream: true, responseStream: false },
} as const;

declare const channel: Channel;
declare const server: Server;
const options: NewClientOptions = { defaultCallOptions: undefined, unaryInterceptors: undefined };
const client = newClient(Greeter, channel, options);

// The context comes first and may be left out; options come last.
const header = new MD();
expectTypeOf(client.hello(background(), { name: 'Ada' }, Header(header))).toEqualTypeOf<Promise<Greeting>>();
expectTypeOf(
  client.hello(
    { name: 'Ada' },
    Trailer(header),
    OnFinish(() => {}),
  ),
).toEqualTypeOf<Promise<Greeting>>();
expectTypeOf(client.often(undefined, { name: 'Ada' })).toEqualTypeOf<
  Promise<ServerStreamingClient<Greeting>>
>();
expectTypeOf(client.all()).toEqualTypeOf<Promise<ClientStreamingClient<Name, Greeting>>>();

type Handlers = ServiceHandlers<typeof Greeter>;
expectTypeOf<Handlers['hello']>().toEqualTypeOf<(ctx: Context, req: Name) => Promise<Greeting>>();
expectTypeOf<Handlers['often']>().parameter(0).toEqualTypeOf<Name>();
expectTypeOf<Handlers['all']>().returns.toEqualTypeOf<Promise<Greeting>>();

export function serve(handlers: Handlers): void {
  expectTypeOf(register(server, Greeter, handlers)).toEqualTypeOf<void>();
}

// @ts-expect-error the request has the type of the method
void client.hello(background(), { nom: 'Ada' });
// @ts-expect-error the context comes before the request
void client.hello({ name: 'Ada' }, background());
// @ts-expect-error all methods have handlers
register(server, Greeter, { hello: async () => ({ text: '' }) });
