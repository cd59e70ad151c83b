import type { Context } from '../../context';
import { wrongType } from '../../context/internal';
import type { Method } from '../definition/method';
import type { ServerStream } from '../stream';
import { mustBeResponse } from './serve';
import { onlyRequest } from './server-stream';

/** A handler in the shape that Go generates, of any kind. */
type GoHandler = (...args: unknown[]) => unknown;

// An adapter's `add` takes one object, whose names are those of the methods: nothing but a symbol is free in it.
const goService = Symbol('mdctx.goService');

/** Handlers in another shape, which carry those in Go's that they were made of. */
interface GoImplementation {
  readonly [goService]: GoService;
}

/** Returns `handlers`, in the shape of an adapter, with the `service` that they were made of. */
export function withGoService<T extends object>(handlers: T, service: GoService): T & GoImplementation {
  return Object.assign(handlers, { [goService]: service });
}

/** Returns the service that `implementation` was made of, if its handlers have Go's shape. */
export function goServiceOf(implementation: object): GoService | undefined {
  return isMade(implementation) ? implementation[goService] : undefined;
}

function isMade(x: object): x is GoImplementation {
  return goService in x;
}

/**
 * The handlers of a service in the shape that Go generates. An adapter whose own shape is another finds them in an
 * implementation by `goServiceOf`, calls them as they are, and gives interceptors `handlers`.
 */
export class GoService {
  /** What the user registered. */
  readonly handlers: object;
  private readonly byName: ReadonlyMap<string, GoHandler>;

  /** @throws TypeError if a handler is missing; `where` begins its text. */
  constructor(where: string, methods: readonly Method[], handlers: object) {
    this.handlers = handlers;
    this.byName = new Map(
      methods.map(({ name }) => {
        const handler: unknown = Reflect.get(handlers, name);
        if (typeof handler !== 'function') {
          throw wrongType(`${where}: handler ${name}`, 'a function', handler);
        }
        return [name, (...args: unknown[]): unknown => Reflect.apply(handler, handlers, args)];
      }),
    );
  }

  /** Handles a call of a unary method. */
  unary({ name }: Method, ctx: Context, request: unknown): unknown {
    return this.byName.get(name)?.(ctx, request);
  }

  /** Handles a call of a method with a stream of messages. */
  async stream({ name, requestStream, responseStream }: Method, stream: ServerStream): Promise<void> {
    const handle = this.byName.get(name);
    if (!requestStream) await handle?.(await onlyRequest(stream), stream);
    else if (responseStream) await handle?.(stream);
    else await stream.send(mustBeResponse(await handle?.(stream)));
  }
}
