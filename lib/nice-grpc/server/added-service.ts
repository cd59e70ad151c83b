import type { ServerMiddleware } from 'nice-grpc-common';
import {
  goServiceOf,
  type Method,
  methodsOf,
  type StreamHandling,
  typeOf,
  type UnaryHandling,
} from '../../grpc/internal';
import type { HandledService, HandlerCall } from '../../grpc-js/internal';
import { handlerOf, type Implementation } from '../convert';
import { failureOf } from './failure';
import { streamHandling, unaryHandling } from './implementation';
import { returnedNothing } from './middleware-call';

/** A service that was added to a server: its handlers in nice-grpc's shape, behind the middleware of the service. */
export class AddedService implements HandledService {
  readonly methods: readonly Method[];
  readonly failureOf = failureOf;
  private readonly added: object;
  private readonly middleware: ServerMiddleware | undefined;

  /** @throws TypeError if `definition` is none, or a method has no handler in `implementation`. */
  constructor(definition: unknown, implementation: object, middleware: ServerMiddleware | undefined) {
    const where = 'nice-grpc: add';
    if (typeof implementation !== 'object' || implementation === null) {
      throw new TypeError(
        `${where}: implementation must be an object of handlers: got ${typeOf(implementation)}`,
      );
    }
    this.added = implementation;
    this.middleware = middleware;
    this.methods = methodsOf(where, definition);
    for (const method of this.methods) {
      const handler: unknown = Reflect.get(implementation, method.name);
      if (typeof handler === 'function') continue;
      throw new TypeError(`${where}: handler ${method.name} must be a function: got ${typeOf(handler)}`);
    }
  }

  get implementation(): unknown {
    return goServiceOf(this.added)?.handlers ?? this.added;
  }

  unary(method: Method): UnaryHandling<HandlerCall> {
    const go = this.withoutMiddleware();
    if (go !== undefined) return (ctx, request) => go.unary(method, ctx, request);
    return unaryHandling({ method, implementation: this.handler(method), middleware: this.middleware });
  }

  stream(method: Method): StreamHandling<HandlerCall> {
    const go = this.withoutMiddleware();
    if (go !== undefined) return (stream) => go.stream(method, stream);
    return streamHandling({ method, implementation: this.handler(method), middleware: this.middleware });
  }

  noResponse(method: Method): Error {
    return returnedNothing(method);
  }

  /** Returns the handlers in Go's shape, if they are such and no middleware asks for nice-grpc's. */
  private withoutMiddleware() {
    return this.middleware === undefined ? goServiceOf(this.added) : undefined;
  }

  private handler({ name }: Method): Implementation {
    return handlerOf(this.added, name);
  }
}
