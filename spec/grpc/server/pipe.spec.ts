import { Pipe } from '../../../lib/grpc/internal';
import { microtasks } from '../../support/time';

/** Returns a function that tells how `promise` has settled by now. */
function watched(promise: Promise<unknown>): () => string {
  let state = 'pending';
  promise.then(
    () => (state = 'sent'),
    (error) => (state = String(error.message)),
  );
  return () => state;
}

describe('Pipe', () => {
  it('settles a send when the reader asks for the message after', async () => {
    const pipe = new Pipe<number>();
    const reader = pipe[Symbol.asyncIterator]();
    const states = [watched(pipe.send(1)), watched(pipe.send(2))];
    expect(await reader.next()).toEqual({ done: false, value: 1 });
    expect(states.map((state) => state())).toEqual(['pending', 'pending']);
    expect(await reader.next()).toEqual({ done: false, value: 2 });
    expect(states.map((state) => state())).toEqual(['sent', 'pending']);
    pipe.close();
    expect(await reader.next()).toEqual({ done: true, value: undefined });
    expect(states.map((state) => state())).toEqual(['sent', 'sent']);
  });

  it('wakes a reader who waits', async () => {
    const pipe = new Pipe<number>();
    const next = pipe[Symbol.asyncIterator]().next();
    await microtasks();
    void pipe.send(1);
    expect(await next).toEqual({ done: false, value: 1 });
  });

  it('ends with an error after what was sent', async () => {
    const pipe = new Pipe<number>();
    const reader = pipe[Symbol.asyncIterator]();
    void pipe.send(1);
    pipe.fail(new Error('no more'));
    expect(await reader.next()).toEqual({ done: false, value: 1 });
    await expect(reader.next()).rejects.toThrow('no more');
    expect(await reader.next()).toEqual({ done: true, value: undefined });
  });

  it('fails a send by what the reader throws at it, and goes on', async () => {
    const pipe = new Pipe<number>();
    const reader = pipe[Symbol.asyncIterator]();
    const states = [watched(pipe.send(1)), watched(pipe.send(2))];
    await reader.next();
    expect(await reader.throw(new Error('too large'))).toEqual({ done: false, value: 2 });
    expect(states[0]?.()).toBe('too large');
  });

  const lost = [
    ['settles', undefined, 'sent'],
    ['fails', new Error('gone'), 'gone'],
  ] as const;
  it.each(lost)('%s what is sent when the reader has left', async (_, error, state) => {
    const pipe = new Pipe<number>(() => error);
    const reader = pipe[Symbol.asyncIterator]();
    const before = [watched(pipe.send(1)), watched(pipe.send(2))];
    await reader.next();
    await reader.return();
    const after = watched(pipe.send(3));
    await microtasks();
    expect([...before, after].map((state) => state())).toEqual([state, state, state]);
  });
});
