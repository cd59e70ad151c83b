import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { createChannel, createClient, createServer, Metadata, type Server } from 'nice-grpc';
import { type Basket, EdgeDefinition, type Line, OrdersDefinition, StockDefinition } from './gen/shop';

// The same three services with nice-grpc alone, as one writes them by hand: each handler takes the metadata out of its
// `CallContext` and hands it on, and an AsyncLocalStorage keeps it for functions deeper in.

/* eslint mdctx/no-plain-runtime: off -- what this file is for */

/** What stock saw of a call, and what became of it there. */
export interface Sight {
  note: string[];
  afterYield: string[] | undefined;
  stopped: boolean;
}

const local = new AsyncLocalStorage<Metadata>();

function makeServer(): Server {
  return createServer().use((call, context) => {
    return local.run(context.metadata, () => call.next(call.request, context));
  });
}

/** Has a customer buy over the three services, and go when something is sold out. Returns what stock saw of it. */
export async function buyWithoutMdctx(md: Metadata, basket: Basket): Promise<Sight> {
  const sight: Sight = { note: [], afterYield: undefined, stopped: false };
  const customer = new AbortController();
  let heard: Promise<unknown> | undefined;
  let close = (): void => {};
  const closing = new Promise<void>((resolve) => (close = resolve));

  const third = makeServer();
  third.add(StockDefinition, {
    async *reserve(lines, { metadata, signal }) {
      for await (const { item } of lines) {
        const soldOut = item === 'coffee';
        yield { item, soldOut };
        if (!soldOut) continue;
        sight.note = metadata.getAll('note');
        sight.afterYield = local.getStore()?.getAll('note');
        signal.addEventListener('abort', () => (sight.stopped = true));
        customer.abort();
        await closing; // a delivery that does not come while the shop is open
      }
    },
  });
  const toStock = createChannel(`127.0.0.1:${await third.listen('127.0.0.1:0')}`);
  const stock = createClient(StockDefinition, toStock);

  const second = makeServer();
  second.add(OrdersDefinition, {
    place: (order, { metadata }) => stock.reserve(lines(order), { metadata: handedOn(metadata) }),
  });
  const toOrders = createChannel(`127.0.0.1:${await second.listen('127.0.0.1:0')}`);
  const orders = createClient(OrdersDefinition, toOrders);

  const first = makeServer();
  first.add(EdgeDefinition, {
    async buy(order, { metadata, signal }) {
      heard ??= once(signal, 'abort');
      const bought: string[] = [];
      for await (const { item } of orders.place(order, { metadata: handedOn(metadata) })) bought.push(item);
      return { bought };
    },
  });
  const toEdge = createChannel(`127.0.0.1:${await first.listen('127.0.0.1:0')}`);
  const edge = createClient(EdgeDefinition, toEdge);

  await edge.buy(basket, { metadata: md, signal: customer.signal }).catch(() => undefined);
  await heard; // edge knows that its customer is gone
  await edge.buy({ items: ['tea'], patient: false }, { metadata: md }); // by now stock would know it too
  const seen = { ...sight };
  close();
  for (const server of [first, second, third]) await server.shutdown();
  for (const channel of [toEdge, toOrders, toStock]) channel.close();
  return seen;
}

function handedOn(metadata: Metadata): Metadata {
  const md = Metadata();
  for (const key of ['request-id', 'note', 'trace-bin']) md.set(key, metadata.getAll(key));
  return md;
}

async function* lines({ items }: Basket): AsyncGenerator<Line, void> {
  for (const item of items) yield { item };
}
