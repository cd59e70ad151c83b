import type { Context } from '../../../lib/context';
import type { Call, Metadata, Outcome } from '../support/script';
import { type ClientOnly, Frame, type Messages } from './frame';
import type { Around } from './party';
import { words } from './words';

/** An open stream of a client. */
export interface Opened extends ClientOnly {
  readonly io: Messages;
}

/** Header and trailer as the caller got them. */
export interface Filled {
  header(): Metadata | null;
  trailer(): Metadata | null;
  /** The address of the server; `null` if it is not known. */
  peer(): string | null;
  /** What OnFinish was told. */
  readonly finished: unknown[];
}

/** What became of a call: what its caller saw, and the error with which it failed. */
export interface Played {
  readonly outcome: Outcome;
  readonly error: unknown;
}

/** Makes a unary call by `call` and tells what came of it. */
export async function playUnary(call: () => Promise<{ body: string }>, filled: Filled): Promise<Played> {
  try {
    const { body } = await call();
    return ended(filled, body, {}, undefined);
  } catch (error) {
    return ended(filled, '', {}, error);
  }
}

/** Runs the steps of a stream, reads it to its end, and tells what came of it. */
export async function playStream(
  open: () => Opened,
  { steps = [] }: Call,
  ctx: Context | undefined,
  { board, cancels, port = 0 }: Around & { readonly port?: number },
  filled: Filled,
): Promise<Played> {
  const notes: Record<string, unknown> = {};
  let reply = '';
  try {
    const client = open();
    const { io } = client;
    const nowhere = async () => {
      throw new Error('spec/interop: a client makes no downstream call');
    };
    const frame = new Frame({ board, cancels, notes, port, io, client, spawn: () => {}, call: nowhere }, ctx);
    await frame.steps(steps);
    client.closeSend();
    for (;;) {
      const text = await io.recv();
      if (text === undefined) return ended(filled, reply, notes, undefined);
      reply += text;
    }
  } catch (error) {
    return ended(filled, reply, notes, error);
  }
}

function ended(filled: Filled, reply: string, notes: Record<string, unknown>, error: unknown): Played {
  const outcome: Outcome = {
    status: words(error),
    header: filled.header(),
    trailer: filled.trailer(),
    peer: { addr: filled.peer() },
    reply,
    finished: filled.finished,
    notes,
  };
  return { outcome, error };
}
