import { appendToOutgoingContext, Pairs, run, setHeader, setTrailer, withCancel } from 'mdctx';
import type { ContextOptions } from 'mdctx/nice-grpc';
import { forwarded } from './forwarded';
import type { EdgeServiceImplementation, OrdersClient } from './gen/shop';
import { note } from './visits';

/** Sells. For a customer in a hurry it cancels the order as soon as something is sold out. */
export function edge(orders: OrdersClient<ContextOptions>): EdgeServiceImplementation {
  return {
    async buy(basket) {
      setHeader(Pairs('served-by', 'edge-1'));
      const [ctx, cancel] = withCancel(appendToOutgoingContext(forwarded(), 'via', 'edge'));
      const bought: string[] = [];
      try {
        for await (const { item, soldOut } of run(ctx, () => orders.place(basket))) {
          if (!soldOut) bought.push(item);
          else if (!basket.patient) {
            note('cancels the order');
            break;
          }
        }
      } finally {
        cancel();
      }
      setTrailer(Pairs('items', String(bought.length)));
      return { bought };
    },
  };
}
