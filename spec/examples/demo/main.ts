import { New, newOutgoingContext, run, withTimeout } from 'mdctx';
import { ClientError, Metadata } from 'nice-grpc-common';
import type { Answer } from './answers';
import { buyWithoutMdctx } from './bare';
import type { Basket } from './gen/shop';
import { arrivals, beside, ends, returns } from './report';
import { type Services, start } from './services';
import { bold } from './table';
import { Visits } from './visits';

// A customer buys at edge, which has orders place the order, which has stock reserve the items: three services, each
// behind a socket of its own. No function is handed a context; who needs something of the call, asks for it there.

async function main(): Promise<void> {
  const visits = new Visits();
  const answers: Answer[] = [];
  const services = await start(visits, answers);

  title(
    '1. A customer buys tea and lemon',
    'What each service saw when it was called. Nobody passed a context: each hop named what goes on, so',
    '`authorization` stopped at edge. Two values stayed two, bytes stayed bytes, and the deadline shrank.',
  );
  const first = await buy(services, 2000, { items: ['tea', 'lemon'], patient: false });
  print(arrivals(await visits.take()));
  print('What each caller got back: the header before the first message, the trailer after the last.');
  print(returns(answers), first);

  title(
    '2. Coffee is sold out, and this customer is in a hurry',
    'edge cancels its order. That ends the calls which were made for it, and so stock stops waiting.',
  );
  const second = await buy(services, 2000, { items: ['tea', 'coffee', 'lemon'], patient: false });
  const hurried = await visits.take();
  print(ends(hurried), second);

  title(
    '3. A patient customer, but no more than 300 ms',
    'Nobody cancels. The deadline came with the call to each service, and ends all three at once.',
  );
  const third = await buy(services, 300, { items: ['tea', 'coffee', 'lemon'], patient: true });
  print(ends(await visits.take()), third);
  await services.stop();

  title(
    '4. The same three services with nice-grpc alone',
    'Written by hand and run just now: each handler passes its metadata on, and keeps it in an',
    'AsyncLocalStorage. What stock saw of the customer in a hurry, beside what it saw in 2:',
  );
  const bare = await buyWithoutMdctx(Metadata(paid()), { items: ['tea', 'coffee'], patient: false });
  print(beside(hurried, bare));
}

/** Buys as a customer who waits `ms` milliseconds at most. Returns what he would say of it. */
async function buy({ shop }: Services, ms: number, basket: Basket): Promise<string> {
  const [ctx, cancel] = withTimeout(newOutgoingContext(New(paid())), ms);
  try {
    const { bought } = await run(ctx, () => shop.buy(basket));
    return `The customer has bought ${bought.join(' and ')}.`;
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    return `The customer has bought nothing: ${error.details}.`;
  } finally {
    cancel();
  }
}

/** What a customer sends with a call. */
function paid(): Record<string, string | string[] | Uint8Array> {
  return {
    'request-id': 'r-17',
    note: ['a gift', 'ribbon, red'],
    'trace-bin': new Uint8Array([0x00, 0xff, 0x0a]),
    authorization: 'Bearer of a customer',
  };
}

function title(text: string, ...more: string[]): void {
  print('', bold(text), '', ...more);
}

function print(...lines: string[]): void {
  console.log(lines.join('\n'));
}

void main();
