import type { ClientHttp2Session, ClientHttp2Stream } from 'node:http2';

/** Keeps the handle of a session as long as that of a stream is there. */
const sessions = new FinalizationRegistry<object>(() => {});

/**
 * Has the handle of `session` outlive that of its `stream`, if the stream does not end as it should. Node ends the process when the
 * garbage collector finds both at once, the session first, and the stream holds fields of which nobody was told: those of a header or
 * trailer that was malformed or cut off. A server can do so to each of its clients: spec/interop/tried/headers-that-abort-node.ts.
 */
export function outliveStream(session: ClientHttp2Session, stream: ClientHttp2Stream): void {
  if (stream.pending) stream.once('ready', () => keepUntilClosed(session, stream));
  else keepUntilClosed(session, stream);
}

function keepUntilClosed(session: ClientHttp2Session, stream: ClientHttp2Stream): void {
  const [own, its] = [handleOf(stream), handleOf(session)]; // they are gone once the stream has closed
  if (own === undefined || its === undefined) return;
  stream.once('close', () => {
    if (!stream.readableEnded || stream.rstCode !== 0) sessions.register(own, its);
  });
}

let handleKey: symbol | undefined;

/** Returns what Node has of a session or stream outside of JavaScript; `undefined` if it keeps that elsewhere than it used to. */
function handleOf(owner: object): object | undefined {
  handleKey ??= Object.getOwnPropertySymbols(owner).find(({ description }) => description === 'kHandle');
  const handle: unknown = handleKey && Reflect.get(owner, handleKey);
  return typeof handle === 'object' && handle !== null ? handle : undefined;
}
