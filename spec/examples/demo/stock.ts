import { context, current, Pairs, sendHeader, setTrailer } from 'mdctx';
import type { StockServiceImplementation } from './gen/shop';
import { look, note } from './visits';

const shelf = new Set(['tea', 'sugar', 'lemon']);

/** Reserves what is asked for, one line after the other. It waits for what is sold out while anybody wants it. */
export const stock: StockServiceImplementation = {
  async *reserve(lines) {
    sendHeader(Pairs('warehouse', 'north', 'warehouse', 'south, left')); // before the first message
    let reserved = 0;
    for await (const { item } of lines) {
      const soldOut = !shelf.has(item);
      note(soldOut ? `${item} is sold out` : `reserves ${item}`);
      yield { item, soldOut };
      look();
      if (soldOut) await delivery();
      reserved++;
    }
    setTrailer(Pairs('reserved', String(reserved), 'seal-bin', new Uint8Array([0x5e, 0xa1, reserved])));
  },
};

/** Waits for a lorry that never comes, until the call ends. Nobody tells it which call. */
function delivery(): Promise<never> {
  note('waits for a delivery');
  return new Promise((_, reject) => {
    context.afterFunc(() => {
      note('stops waiting');
      reject(current().err());
    });
  });
}
