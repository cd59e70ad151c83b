import { type ContextOptions, createChannel, createClientFactory, createServer } from 'mdctx/nice-grpc';

import { type Answer, answered } from './answers';
import { edge } from './edge';
import { type EdgeClient, EdgeDefinition, OrdersDefinition, StockDefinition } from './gen/shop';
import { orders } from './orders';
import { stock } from './stock';
import { type Visits, watched } from './visits';

/** The three services, each behind a socket of its own. */
export interface Services {
  /** The client of a customer. */
  shop: EdgeClient<ContextOptions>;
  stop(): Promise<void>;
}

/** Starts the services. `visits` hears of each call that comes to one, `answers` of each that is made. */
export async function start(visits: Visits, answers: Answer[]): Promise<Services> {
  const clients = (hop: string) => createClientFactory().use(answered(hop, answers));

  const third = createServer().use(watched('stock', visits));
  third.add(StockDefinition, stock);
  const toStock = createChannel(`127.0.0.1:${await third.listen('127.0.0.1:0')}`);

  const second = createServer().use(watched('orders', visits));
  second.add(OrdersDefinition, orders(clients('orders').create(StockDefinition, toStock)));
  const toOrders = createChannel(`127.0.0.1:${await second.listen('127.0.0.1:0')}`);

  const first = createServer().use(watched('edge', visits));
  first.add(EdgeDefinition, edge(clients('edge').create(OrdersDefinition, toOrders)));
  const toEdge = createChannel(`127.0.0.1:${await first.listen('127.0.0.1:0')}`);

  return {
    shop: clients('customer').create(EdgeDefinition, toEdge),
    async stop() {
      for (const channel of [toEdge, toOrders, toStock]) channel.close();
      for (const server of [first, second, third]) await server.shutdown();
    },
  };
}
