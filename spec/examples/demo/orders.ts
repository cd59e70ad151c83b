import { appendToOutgoingContext, New, Pairs, run, setHeader, setTrailer } from 'mdctx';
import type { ContextOptions } from 'mdctx/nice-grpc';
import { forwarded } from './forwarded';
import type { Basket, Line, OrdersServiceImplementation, StockClient } from './gen/shop';

/** Has the items of an order reserved, and tells how that goes. */
export function orders(stock: StockClient<ContextOptions>): OrdersServiceImplementation {
  return {
    async *place(basket) {
      setHeader(Pairs('order', 'o-2041')); // goes with the first message
      const ctx = appendToOutgoingContext(forwarded(), 'via', 'orders');
      const trailer = New();
      yield* run(ctx, () => stock.reserve(lines(basket), { trailer }));
      setTrailer(New({ 'sealed-by': 'stock', 'seal-bin': trailer.get('seal-bin') ?? [] }));
    },
  };
}

async function* lines({ items }: Basket): AsyncGenerator<Line, void> {
  for (const item of items) yield { item };
}
