import { background, type Context, DeadlineExceeded, withCancel, withTimeout } from 'mdctx';
import { afterFunc, done, race, throwIfEnded } from 'mdctx/context';
import { withContext } from 'mdctx/errgroup';

interface Offer<T> {
  readonly value: T;
  accept(): void;
}

// #region channel
/** `make(chan T, size)`. What gives up, since its context ends, has neither sent nor taken. */
class Channel<T> {
  readonly #offers: Offer<T>[] = []; // what is in the buffer, then what its sender waits with
  readonly #takers: Array<(value: T | undefined) => void> = [];
  readonly #size: number;
  #closed = false;

  constructor(size = 0) {
    this.#size = size;
  }

  async send(ctx: Context, value: T): Promise<void> {
    if (this.#closed) throw new Error('send on closed channel');
    throwIfEnded(ctx);
    const taker = this.#takers.shift();
    if (taker !== undefined) return taker(value);
    let accept = () => {};
    const accepted = new Promise<void>((resolve) => (accept = resolve));
    const offer = { value, accept };
    if (this.#offers.push(offer) <= this.#size) accept();
    await race(ctx, accepted).catch((err) => this.#giveUp(this.#offers, offer, err));
  }

  /** Returns the next value, or `undefined` when the channel is closed. */
  async recv(ctx: Context): Promise<T | undefined> {
    throwIfEnded(ctx);
    const offer = this.#offers.shift();
    offer?.accept();
    this.#offers[this.#size - 1]?.accept();
    if (offer !== undefined || this.#closed) return offer?.value;
    let taker = (_: T | undefined) => {};
    const taken = new Promise<T | undefined>((resolve) => (taker = resolve));
    this.#takers.push(taker);
    await race(ctx, taken).catch((err) => this.#giveUp(this.#takers, taker, err));
    return taken;
  }

  close(): void {
    this.#closed = true;
    for (const taker of this.#takers.splice(0)) taker(undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (let v = await this.recv(background()); v !== undefined; v = await this.recv(background())) yield v;
  }

  /** Takes `own` out of `waiting`; where it is no longer there, it was served. */
  #giveUp<W>(waiting: W[], own: W, err: unknown): void {
    const at = waiting.indexOf(own);
    if (at < 0) return;
    waiting.splice(at, 1);
    throw err;
  }
}
// #endregion

async function main() {
  const alive = setInterval(() => {}, 1000); // as a server is; the timer of a deadline keeps no process alive
  const ch = new Channel<number>(2);
  const [g, ctx] = withContext(background());
  await g.go(async () => {
    for (let i = 0; i < 5; i++) await ch.send(ctx, i);
    ch.close();
  });
  for await (const n of ch) console.log('number', n); // for n := range ch
  await g.wait();

  // #region channel-select
  // select { case ch <- 1: … case <-time.After(20 * time.Millisecond): … case <-ctx.Done(): … }
  async function offer(ctx: Context, ch: Channel<number>): Promise<string> {
    const [turn, stop] = withTimeout(ctx, 20);
    try {
      await ch.send(turn, 1);
      return 'sent';
    } catch {
      return ctx.err() === undefined ? 'too late' : 'ended';
    } finally {
      stop();
    }
  }
  // #endregion
  const [ended, end] = withCancel(background());
  const narrow = new Channel<number>(1);
  console.log(await offer(ended, narrow), await offer(ended, narrow), await narrow.recv(ended));
  const pending = narrow.recv(ended);
  console.log(await offer(background(), narrow), await pending);
  end();
  console.log(await offer(ended, narrow));

  // #region channel-closed
  const [donec, close] = withCancel(background()); // donec := make(chan struct{})
  console.log(donec.err() === undefined); // select { case <-donec: … default: … }
  close(); // close(donec)
  await done(donec); // <-donec
  // #endregion

  // #region channel-either
  // select { case <-a.Done(): case <-b.Done(): }
  async function either(a: Context, b: Context): Promise<void> {
    const [ctx, cancel] = withCancel(a);
    const stop = afterFunc(b, cancel);
    await done(ctx);
    stop(); // b may live on
  }
  // #endregion
  const [limited, cancelLimited] = withTimeout(background(), 1000);
  await either(limited, donec);
  cancelLimited();

  // #region channel-mutex
  const mu = new Channel<true>(1);
  async function locked(ctx: Context, f: () => Promise<void>): Promise<void> {
    await mu.send(ctx, true); // mu.Lock()
    try {
      await f();
    } finally {
      await mu.recv(background()); // defer mu.Unlock()
    }
  }
  // #endregion
  const order: string[] = [];
  const step = (name: string) => async () => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    order.push(`${name} ends`);
  };
  await Promise.all([locked(background(), step('a')), locked(background(), step('b'))]);
  console.log(order.join(', '));
  const [late, stop] = withTimeout(background(), 1);
  await narrow.recv(late).catch((err) => console.log(err === DeadlineExceeded));
  stop();
  clearInterval(alive);
}

void main();

// Output:
// number 0
// number 1
// number 2
// number 3
// number 4
// sent too late 1
// sent 1
// ended
// true
// a begins, a ends, b begins, b ends
// true
