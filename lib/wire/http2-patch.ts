import http2 from 'node:http2';
import { observeSession } from './client-sessions';
import { observeServer } from './server-streams';

const patched = Symbol.for('mdctx.http2.1'); // the version of what the patch does

/**
 * Has gRPC's header fields repaired before anybody reads them, in each HTTP/2 server and connection that is made from
 * now on. Only streams with gRPC's content type are touched. Later calls do nothing.
 */
export function patchHttp2(): void {
  if (Reflect.has(http2, patched)) return;
  Reflect.set(http2, patched, true);
  afterwards('createServer', observeServer);
  afterwards('createSecureServer', observeServer);
  afterwards('connect', observeSession);
}

/** Has `look` shown what the function `name` of `node:http2` makes, before its caller sees it. */
function afterwards<T extends object>(name: string, look: (made: T) => void): void {
  const make: () => T = Reflect.get(http2, name);
  Reflect.set(http2, name, function (this: unknown, ...args: unknown[]): T {
    const made = Reflect.apply(make, this, args);
    look(made);
    return made;
  });
}
