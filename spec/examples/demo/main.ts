import { newOutgoingContext, Pairs, run, withTimeout } from 'mdctx';
import { ClientError } from 'nice-grpc-common';
import type { Answer } from './answers';
import type { Basket } from './gen/shop';
import { arrivals, ends, returns } from './report';
import { type Services, start } from './services';
import { bold } from './table';
import { Visits } from './visits';

// A customer buys at edge, which has orders place the order, which has stock reserve the items: three services, each
// behind a socket of its own. No function is handed a context; who needs something of the call, asks for it there.

async function main(): Promise<void> {
  const visits = new Visits();
  const answers: Answer[] = [];
  const services = await start(visits, answers);

  title('1. A customer buys tea and lemon', 'What each service saw when it was called:');
  const first = await buy(services, 2000, { items: ['tea', 'lemon'], patient: false });
  print(arrivals(await visits.take()), 'What each caller got back:', returns(answers), first);

  title(
    '2. Coffee is sold out, and this customer is in a hurry',
    'edge cancels the order, and stock stops waiting:',
  );
  const second = await buy(services, 2000, { items: ['tea', 'coffee', 'lemon'], patient: false });
  print(ends(await visits.take()), second);

  title('3. A patient customer, but no more than 300 ms', 'The deadline ends all three:');
  const third = await buy(services, 300, { items: ['tea', 'coffee', 'lemon'], patient: true });
  print(ends(await visits.take()), third);

  await services.stop();
}

/** Buys as a customer who waits `ms` milliseconds at most. Returns what he would say of it. */
async function buy({ shop }: Services, ms: number, basket: Basket): Promise<string> {
  const trace = new Uint8Array([0x00, 0xff, 0x0a]);
  const md = Pairs('request-id', 'r-17', 'note', 'a gift', 'note', 'ribbon, red', 'trace-bin', trace);
  md.set('authorization', 'Bearer of a customer');
  const [ctx, cancel] = withTimeout(newOutgoingContext(md), ms);
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

function title(text: string, ...more: string[]): void {
  print('', bold(text), '', ...more);
}

function print(...lines: string[]): void {
  console.log(lines.join('\n'));
}

void main();
