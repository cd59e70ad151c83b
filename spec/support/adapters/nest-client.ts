import { Metadata } from '@grpc/grpc-js';
import { type ClientGrpc, ClientProxyFactory, Transport } from '@nestjs/microservices';
import { from, type Observable } from 'rxjs';
import { type Context, current } from '../../../lib/context';
import { Header, Peer, Trailer } from '../../../lib/grpc';
import { clientOptions, inContext, withCallOptions } from '../../../lib/nestjs';
import type { Kind, Message } from '../echo';
import { each, Queue } from '../queue';
import { type Calling, type CallOptions, type ClientSide, unshared } from './adapter';
import { channelCredentials, namedLocalhost } from './grpc-js-client';
import { echoPackage } from './nest-echo';

/** Clients of Nest. */
export const nestClient: ClientSide = {
  name: 'nest',
  connect(address, certificate, interceptors = {}, own = {}) {
    const client: unknown = ClientProxyFactory.create({
      transport: Transport.GRPC,
      options: clientOptions({
        url: address,
        ...echoPackage,
        channelOptions: { ...unshared, ...namedLocalhost, ...own },
        credentials: channelCredentials(certificate),
        ...interceptors,
      }),
    });
    const grpc = client as ClientGrpc & { close(): void };
    const service = grpc.getService<EchoService>('Echo');
    return { call: (kind, told) => call(service, kind, told), close: () => grpc.close() };
  },
};

/** `Echo` as Nest's clients have it. */
type EchoService = Record<
  Kind,
  (request: Message | Observable<Message>, ...rest: unknown[]) => Observable<Message>
>;

function call(service: EchoService, kind: Kind, told: CallOptions = {}): Calling {
  const { request = {}, requests = each(request), metadata = {}, heard = () => {} } = told;
  const own = new Metadata();
  for (const [key, value] of Object.entries(metadata)) own.set(key, value);
  const streamed = kind === 'clientStream' || kind === 'bidi';
  const input = streamed ? from(requests) : request;
  const responses = new Queue<Message>();
  const subscription = inContext(contextOf(told), () => service[kind](input, own)).subscribe({
    next(message) {
      heard('next');
      responses.push(message);
    },
    error: (error) => responses.close(error),
    complete: () => responses.close(),
  });
  const reading = responses[Symbol.asyncIterator]();
  return {
    next: async () => (await reading.next()).value ?? undefined,
    leave: () => subscription.unsubscribe(),
  };
}

function contextOf({ ctx, header, trailer, peer }: CallOptions): Context {
  return withCallOptions(
    ctx ?? current(),
    ...(header ? [Header(header)] : []),
    ...(trailer ? [Trailer(trailer)] : []),
    ...(peer ? [Peer(peer)] : []),
  );
}
