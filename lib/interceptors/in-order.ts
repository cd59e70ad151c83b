import type {
  StreamClientInterceptor,
  StreamServerInterceptor,
  UnaryClientInterceptor,
  UnaryServerInterceptor,
} from '../grpc';
import { mustBeInterceptor } from './check';

/** A server interceptor for all kinds of call: `unary` for unary calls, `stream` for the others. */
export interface ServerInterceptor {
  readonly unary: UnaryServerInterceptor;
  readonly stream: StreamServerInterceptor;
}

/** A client interceptor for all kinds of call: `unary` for unary calls, `stream` for the others. */
export interface ClientInterceptor {
  readonly unary: UnaryClientInterceptor;
  readonly stream: StreamClientInterceptor;
}

/** The two parts of an interceptor, of a server or of a client. */
interface Sides<Unary, Stream> {
  readonly unary: Unary;
  readonly stream: Stream;
}

/**
 * Returns `interceptors` in the form in which servers and clients take them, the first outermost:
 * `createServer(inOrder(logging(log), recovery(), auth(authFunc)))`.
 *
 * @throws TypeError if one is not an object with a unary and a stream interceptor.
 */
export function inOrder<Unary, Stream>(
  ...interceptors: ReadonlyArray<Sides<Unary, Stream>>
): { unaryInterceptors: Unary[]; streamInterceptors: Stream[] } {
  for (const sides of interceptors) mustBeInterceptor('inOrder: an interceptor', sides);
  return {
    unaryInterceptors: interceptors.map(({ unary }) => unary),
    streamInterceptors: interceptors.map(({ stream }) => stream),
  };
}
